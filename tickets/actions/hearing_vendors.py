"""The manufacturer answers, or does not: its mails are filed on the ticket of its case, its silence is told (CH-V.2).

Run as often as you like, by several workers, killed anywhere: a silence is told in the transaction that notes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from contracts.models import Channel
from tickets import centre_mails, files, permissions, response_clock, vendor_silence
from tickets.actions.escalating import lock_case
from tickets.actions.replying import once
from tickets.actions.writing import lock, move, record
from tickets.files import NewFile
from tickets.models import Event, Message, Status, Ticket, VendorCase
from tickets.permissions import Action

BATCH = 200


@dataclass(frozen=True, slots=True)
class VendorWords:
    """A mail of the manufacturer's. `sent_at` is when it reached us; `by_itself`: a robot wrote it, so that the ticket
    goes on waiting there; the key makes a second sending harmless.
    """

    name: str
    address: str
    body: str
    submission_key: str
    sent_at: datetime
    quoted: str = ""
    files: Sequence[NewFile] = ()
    mail_message_id: str = ""
    by_itself: bool = False
    is_told: bool = True


@transaction.atomic
def heard(row: VendorCase, *, actor: User, at: datetime) -> VendorCase:
    """An engineer says that the manufacturer answered: the ticket is the centre's again, and silence counts anew."""
    permissions.require(actor, Action.ESCALATE, row.ticket)
    ticket, row = lock_case(row)
    _note(ticket, row, at)
    record(ticket, Event.Kind.VENDOR_HEARD, actor=actor, at=at, data={"number": row.number})
    return row


def file_mail(row: VendorCase, words: VendorWords, *, at: datetime) -> Message:
    """Put a mail of the manufacturer's on its ticket, as an internal note: no customer reads it, no clock stops.

    The engineers in charge and following are told. The same mail twice is one.
    """

    def filed() -> Message:
        ticket, case = lock_case(row)
        message = _write(ticket, words, at)
        _note(ticket, case, words.sent_at, moves=not words.by_itself)
        data = {"number": case.number, "message": str(message.pk)}
        record(ticket, Event.Kind.VENDOR_HEARD, actor=None, at=at, data=data)
        if words.is_told:
            centre_mails.vendor_wrote(ticket, message, at)
        return message

    return once(words, filed)


def tell_silent(at: datetime) -> int:
    """Tell of the manufacturers that are silent for too long at `at`; return of how many cases."""
    told = 0
    while batch := _tell_batch(at):
        told += batch
    return told


@transaction.atomic
def _tell_batch(at: datetime) -> int:
    """What another worker holds is left to it; the next silence begins with the next word."""
    due = VendorCase.objects.filter(remind_at__lte=at).order_by("remind_at", "id").select_related("vendor")
    rows = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for row in rows:
        row.remind_at = None
        row.save(update_fields=["remind_at"])
        ticket = lock(row.ticket)
        if not ticket.is_ended and row.closed_at is None:
            people = centre_mails.vendor_is_silent(row, ticket, at)
            told = [person.full_name for person in people]
            data = {"number": row.number, "hours": row.silence_hours, "told": told}
            record(ticket, Event.Kind.VENDOR_SILENT, actor=None, at=at, data=data)
    return len(rows)


def _note(ticket: Ticket, row: VendorCase, heard_at: datetime, *, moves: bool = True) -> None:
    """Since when the manufacturer was heard; a (locked) ticket that waited there is the centre's again."""
    row.heard_at = max(heard_at, row.heard_at or heard_at)
    if row.closed_at is None:
        row.remind_at = vendor_silence.reminder(row.silence_hours, row.heard_at)
    row.save(update_fields=["heard_at", "remind_at"])
    if moves and ticket.status == Status.AT_VENDOR:
        move(ticket, Status.OPEN, heard_at)


def _write(ticket: Ticket, words: VendorWords, at: datetime) -> Message:
    message = Message.objects.create(
        ticket=ticket,
        author=None,
        author_name=words.name,
        author_address=words.address,
        by_centre=True,  # its side: what a customer never sees (message_notes_are_of_the_centre)
        internal=True,
        channel=Channel.MAIL,
        body=words.body,
        quoted=words.quoted,
        sent_at=response_clock.instant(ticket, words.sent_at),
        submission_key=words.submission_key,
        mail_message_id=words.mail_message_id,
    )
    files.attach(message, words.files, at)
    return message

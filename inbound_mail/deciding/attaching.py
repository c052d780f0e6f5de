"""Attaching a mail to a ticket that it belongs to and does not name, or whose writer could not get there alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from inbound_mail import authentication, conversation, senders
from inbound_mail.authentication import Trust
from inbound_mail.deciding.locking import decide, lock, refuse_ended, refuse_unread, require_engineer
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from inbound_mail.reasons import Reason
from tickets.actions import replying
from tickets.actions.replying import Words
from tickets.actions.writing import NotPossible
from tickets.models import Message, Ticket
from tickets.numbering import is_number


@transaction.atomic
def attach(mail: InboundMail, number: str, *, actor: User, at: datetime) -> Message:
    """Put `mail` on the ticket `number`, or on the one that it was merged into. Doing it again changes nothing.

    From a person who may see that ticket it is their reply, as if it had named it: state and clock move as usual.
    From anybody else, from a robot, or when DMARC failed, it is an internal note of the engineer's with its files; so
    is a reply that comes too late for a closed ticket. Raises `NotPossible` when the mail has an end already, was cut
    or never read, or when `actor` sees no such ticket.
    """
    require_engineer(actor)
    locked, ticket = lock(mail), named(number, actor)
    if ticket is not None and locked.ticket_id == ticket.pk and locked.message is not None:
        return locked.message  # sent twice
    refuse_ended(locked)
    refuse_unread(locked)
    if ticket is None:
        raise NotPossible(_("Aucun ticket ne porte le numéro %(number)s.") % {"number": number.strip()[:20]})
    parsed = parse(locked.raw.content)
    message, reason = _write(locked, parsed, ticket, actor, at)
    locked.status, locked.reason, locked.ticket, locked.message = Status.MESSAGE, reason, ticket, message
    decide(locked, _("Rattaché à %(number)s") % {"number": ticket.number}, actor, at)
    return message


def named(number: str, reader: User) -> Ticket | None:
    """The ticket of this number in sight of `reader`, where its conversation goes on; None when there is none."""
    number = number.strip().upper()
    if not is_number(number):
        return None
    found = Ticket.objects.visible_to(reader).select_related("merged_into").filter(number=number).first()
    return (found.merged_into or found) if found is not None else None


def writer(mail: InboundMail, parsed: ParsedMail, ticket: Ticket) -> User | None:
    """The customer whose reply the mail is on `ticket`; None when it can only be a note."""
    if authentication.of_sender(mail, parsed) is Trust.FAILED:
        return None
    if parsed.automatic not in {"no", "list"}:
        return None
    person = senders.person(parsed.from_)
    if person is None or not person.is_customer or conversation.joined([ticket], person) is None:
        return None
    return person


def _write(
    mail: InboundMail, parsed: ParsedMail, ticket: Ticket, actor: User, at: datetime
) -> tuple[Message, Reason]:
    person = writer(mail, parsed, ticket)
    if person is not None:
        try:
            with transaction.atomic():
                return conversation.add_reply(mail, parsed, ticket, person, at)
        except NotPossible:  # closed too long ago: kept there, and nothing is reopened
            pass
    return replying.note(ticket, _as_note(mail, parsed, actor), at=at), Reason.ATTACHED


def _as_note(mail: InboundMail, parsed: ParsedMail, actor: User) -> Words:
    words = conversation.words(mail, parsed, actor)
    title = _("Mail de %(address)s, rattaché par %(name)s\u00a0:") % {
        "address": mail.from_address or _("un expéditeur inconnu"),
        "name": actor.full_name,
    }
    return replace(words, body=f"{title}\n\n{words.body}")

"""Answers and internal notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import files, notifications, permissions, response_clock
from tickets.actions.mentioning import mention
from tickets.actions.using_notes import answer_with
from tickets.actions.writing import NotPossible, lock, move, record, refuse_merged
from tickets.files import NewFile
from tickets.models import Event, Message, Status, Ticket
from tickets.permissions import Action


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes on a ticket. `sent_at` is when it reached us; the key makes a second sending harmless."""

    author: User
    body: str
    channel: str
    submission_key: str
    sent_at: datetime
    files: Sequence[NewFile] = ()
    quoted: str = ""
    mail_message_id: str = ""
    automatic: bool = False
    # False for history: what was written before we were there to answer is told to nobody.
    is_told: bool = True
    # What an answer asks the customer for (tickets/requested.py).
    asks: Sequence[str] = ()


def reply(ticket: Ticket, words: Words, *, at: datetime, then: Status | None = None) -> Message:
    """Write a public answer, and tell the other side by mail.

    By an engineer: it stops the first-response clock (CH-V.2) and leaves the ticket in `then`, waiting for
    the customer unless told otherwise. By a customer: the ticket comes back to the centre. Raises
    `NotPossible` on a closed or refused ticket, `files.FileRefused` on a file over the limits.
    """
    permissions.require(words.author, Action.REPLY, ticket)
    if words.author.is_engineer:
        return once(words, lambda: _answer(ticket, words, at, then))
    return once(words, lambda: _come_back(ticket, words, at))


def note(ticket: Ticket, words: Words, *, at: datetime) -> Message:
    """Write an internal note: no customer sees it, no clock stops; a mail leaves to the colleagues that it names only.

    Raises `NotPossible` on a merged ticket, whose conversation is elsewhere.
    """
    permissions.require(words.author, Action.NOTE, ticket)

    def noted() -> Message:
        locked = lock(ticket)
        refuse_merged(locked)
        message = write(locked, words, at, internal=True)
        record(locked, Event.Kind.NOTED, actor=words.author, at=at, data={"message": str(message.pk)})
        mention(locked, message, at=at)
        return message

    return once(words, noted)


def _answer(ticket: Ticket, words: Words, at: datetime, then: Status | None) -> Message:
    locked = lock(ticket)
    refuse_merged(locked)
    if locked.status in response_clock.UNPROMISED:
        raise NotPossible(_("Cette demande n’est pas ouverte\u00a0: accordez d’abord une dérogation."))
    if locked.status == Status.CLOSED:
        raise NotPossible(_("Ce ticket est clos\u00a0: rouvrez-le pour répondre."))
    message = write(locked, words, at)
    if locked.assignee_id is None:
        locked.assignee = words.author
    move(locked, then or Status.WAITING_CUSTOMER, at)
    data: dict[str, Any] = {
        "message": str(message.pk),
        "stops_clock": response_clock.first_answer_due(locked),
    }
    if words.asks:
        data["asked"] = list(words.asks)
    record(locked, Event.Kind.ANSWERED, actor=words.author, at=at, data=data, is_told=words.is_told)
    answer_with(locked, message, at=at)
    if words.is_told:
        notifications.answered(locked, message, at, words.asks)
    return message


def _come_back(ticket: Ticket, words: Words, at: datetime) -> Message:
    locked = lock(ticket)
    refuse_merged(locked)
    if locked.status == Status.CLOSED:
        raise NotPossible(_("Ce ticket est clos\u00a0: ouvrez une nouvelle demande, ou rouvrez celle-ci."))
    message = write(locked, words, at)
    if locked.is_answerable and not words.automatic:
        move(locked, Status.OPEN if locked.status != Status.NEW else Status.NEW, at)
    data = {"message": str(message.pk), "automatic": words.automatic}
    record(locked, Event.Kind.CUSTOMER_REPLIED, actor=words.author, at=at, data=data, is_told=words.is_told)
    if words.is_told and not words.automatic:
        notifications.customer_replied(locked, message, at)
    return message


def write(ticket: Ticket, words: Words, at: datetime, *, internal: bool = False) -> Message:
    """The message row with its files, on a (locked) ticket."""
    message = Message.objects.create(
        ticket=ticket,
        author=words.author,
        author_name=words.author.full_name,
        author_address=words.author.email,
        by_centre=words.author.is_engineer,
        internal=internal,
        automatic=words.automatic,
        channel=words.channel,
        body=words.body,
        quoted=words.quoted,
        sent_at=response_clock.instant(ticket, words.sent_at),
        submission_key=words.submission_key,
        mail_message_id=words.mail_message_id,
    )
    files.attach(message, words.files, at)
    return message


class Sent(Protocol):
    """Words that may come twice, whoever wrote them."""

    @property
    def submission_key(self) -> str: ...
    @property
    def files(self) -> Sequence[NewFile]: ...


def once(words: Sent, write: Callable[[], Message]) -> Message:
    """Run `write` in a transaction unless the same words were written already; then return those."""
    files.check(words.files)
    known = Message.objects.filter(submission_key=words.submission_key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        # The same words arrived twice at once: the other ones won.
        won = Message.objects.filter(submission_key=words.submission_key).first()
        if won is None:
            raise
        return won

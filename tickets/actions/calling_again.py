"""A call about a ticket that is there already: the caller's words, noted on it by an engineer, and their answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Channel
from tickets import notifications, permissions
from tickets.actions.calling import answer_by_phone
from tickets.actions.replying import Words, once, write
from tickets.actions.writing import NotPossible, lock, move, record, refuse_merged
from tickets.models import Event, Message, Status, Ticket
from tickets.permissions import Action


@dataclass(frozen=True, slots=True)
class CallAgain:
    """What was said, and perhaps answered; `then` is the state that the answer leaves the ticket in.

    `submission_key` makes the same call harmless when it comes twice.
    """

    caller: User
    body: str
    submission_key: str
    answer: str = ""
    then: Status = Status.WAITING_CUSTOMER


@transaction.atomic
def log_call_on(ticket: Ticket, call: CallAgain, *, by: User, at: datetime) -> Ticket:
    """Note on `ticket` what its caller says on the phone at `at`, and what was answered.

    The ticket comes back to the centre, or leaves it by that answer, which stops the clock (CH-V.2).

    Raises `NotPossible` when the ticket is closed or merged, when the caller does not see it, or when a request that is
    not open would be answered; nothing is written then.
    """
    permissions.require(by, Action.NOTE, ticket)
    if not Ticket.objects.visible_to(call.caller).filter(pk=ticket.pk).exists():
        raise NotPossible(
            _("%s ne voit pas ce ticket\u00a0: notez plutôt un nouvel appel.") % call.caller.full_name
        )
    words = Words(call.caller, call.body, Channel.PHONE, call.submission_key, sent_at=at)
    once(words, lambda: _note(ticket, words, by, at))
    if call.answer:
        answer_by_phone(ticket, call.answer, call.then, call.submission_key, by=by, at=at)
    ticket.refresh_from_db()
    return ticket


def _note(ticket: Ticket, words: Words, by: User, at: datetime) -> Message:
    locked = lock(ticket)
    refuse_merged(locked)
    if locked.status == Status.CLOSED:
        raise NotPossible(_("Ce ticket est clos\u00a0: rouvrez-le, ou notez un nouvel appel."))
    message = write(locked, words, at)
    if locked.is_answerable:
        move(locked, Status.OPEN if locked.status != Status.NEW else Status.NEW, at)
    data = {"message": str(message.pk), "automatic": False, "caller": words.author.full_name}
    record(locked, Event.Kind.CUSTOMER_REPLIED, actor=by, at=at, data=data)
    notifications.customer_replied(locked, message, at, noted_by=by)
    return message

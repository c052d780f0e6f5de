"""The end of a ticket, and its second life."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import notifications, permissions, response_clock
from tickets.actions import ending
from tickets.actions.replying import Words, reply
from tickets.actions.writing import NotPossible, lock, move, record, refuse_merged
from tickets.models import ClosingCause, Event, Message, Status, Ticket
from tickets.permissions import Action

# A closed ticket may be reopened by its people for this long; later, a new request is clearer for everyone.
REOPENING = timedelta(days=30)


@transaction.atomic
def resolve(ticket: Ticket, words: Words, *, at: datetime, cause: str = "") -> Message:
    """Answer with the solution and mark the ticket resolved; the customer's next word reopens it.

    `cause`: what it was, one of ClosingCause, or empty where nobody says.
    """
    permissions.require(words.author, Action.RESOLVE, ticket)
    message = reply(ticket, words, at=at, then=Status.RESOLVED)
    locked = lock(ticket)
    solution = {"message": str(message.pk)}
    if not locked.events.filter(kind=Event.Kind.RESOLVED, data__contains=solution).exists():
        data = {**solution, **_caused(locked, cause), **ending.settle(locked, by=words.author, at=at)}
        record(locked, Event.Kind.RESOLVED, actor=words.author, at=at, data=data)
    return message


@transaction.atomic
def close(ticket: Ticket, *, actor: User, at: datetime, cause: str = "") -> Ticket:
    """Close for good, and tell the requester unless they did it; closing twice changes nothing.

    `cause`: what it was, one of ClosingCause; empty keeps what the resolution said. A refused request is closed the
    same way.
    """
    permissions.require(actor, Action.CLOSE, ticket)
    locked = lock(ticket)
    if locked.status != Status.CLOSED:
        before = locked.status
        data = {"before": before, **_caused(locked, cause), **ending.settle(locked, by=actor, at=at)}
        move(locked, Status.CLOSED, at)
        record(locked, Event.Kind.CLOSED, actor=actor, at=at, data=data)
        notifications.closed(locked, actor, at)
    return locked


def _caused(ticket: Ticket, cause: str) -> dict[str, str]:
    """Put the cause on the (locked) row; what the event of the end keeps of it."""
    if not cause:
        return {}
    ticket.cause = ClosingCause(cause)
    return {"cause": ticket.cause}


def _state_before_the_end(ticket: Ticket) -> Status:
    """Where a reopened ticket goes: a request that was never opened stays so until a waiver or a qualification."""
    if ticket.status != Status.CLOSED:
        return Status.OPEN
    closed = ticket.events.filter(kind=Event.Kind.CLOSED).order_by("at", "id").last()
    was_unopened = closed is not None and closed.data["before"] in response_clock.UNPROMISED
    return Status(closed.data["before"]) if closed is not None and was_unopened else Status.OPEN


@transaction.atomic
def reopen(ticket: Ticket, *, actor: User, at: datetime, is_told: bool = True) -> Ticket:
    """Bring an ended ticket back to the centre; a clock that nobody answered goes on, the end counted as a pause.

    Nobody is told of a deadline that moves unless `is_told`.

    Raises `NotPossible` when it is not ended, when it was merged, or when a customer asks more than `REOPENING` after
    its end.
    """
    permissions.require(actor, Action.REOPEN, ticket)
    locked = lock(ticket)
    refuse_merged(locked)
    if not locked.is_ended:
        raise NotPossible(_("Ce ticket n’est pas terminé."))
    if not actor.is_engineer and at - locked.waiting_since > REOPENING:
        raise NotPossible(_("Ce ticket est clos depuis plus de 30 jours\u00a0: ouvrez une nouvelle demande."))
    move(locked, _state_before_the_end(locked), at)
    locked.cause = ""
    due_before = locked.due_at
    record(locked, Event.Kind.REOPENED, actor=actor, at=at, data=response_clock.promise_data(locked))
    if is_told:
        notifications.deadline_moved(locked, due_before, at)
    return locked

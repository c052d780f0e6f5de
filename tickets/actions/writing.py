"""What every verb does: lock the row, record the event, save the clocks with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from tickets import announcing, response_clock
from tickets.models import Event, Status, Ticket

# Control characters, and those that turn the direction of the text that follows.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")


class NotPossible(Exception):
    """The ticket's state does not allow this; the message, for users, says why and what to do."""


def lock(ticket: Ticket) -> Ticket:
    """The same ticket, fresh and locked until the end of the transaction."""
    return Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)


def opening_event(ticket: Ticket, *, actor: User | None, at: datetime, data: dict[str, Any]) -> Event:
    """The event that opens a ticket; its clocks are computed from that one. Neither is written yet."""
    event = Event(ticket=ticket, kind=Event.Kind.OPENED, actor=actor, at=at, status=ticket.status, data=data)
    _refresh(ticket, [event])
    return event


def record(
    ticket: Ticket,
    kind: Event.Kind,
    *,
    actor: User | None,
    at: datetime,
    data: dict[str, Any] | None = None,
    is_told: bool = True,
) -> Event:
    """Write the event of a verb, then the row with its clocks recomputed from all events.

    Whatever verb moved the deadline of the first response, its event says from when to when. The programs of those who
    see it are told of it, unless it is history: not `is_told`.
    """
    event = Event(ticket=ticket, kind=kind, actor=actor, at=at, status=ticket.status, data=data or {})
    earlier = response_clock.history(ticket)
    _refresh(ticket, [*earlier, event])
    event.save()
    ticket.save()
    if is_told:
        announcing.announce(event, earlier)
    return event


def _refresh(ticket: Ticket, events: Sequence[Event]) -> None:
    """Compute the row's clocks again; the last of the events, which is not written yet, says what it moved."""
    event, before = events[-1], ticket.due_at
    response_clock.refresh(ticket, events)
    if before != ticket.due_at:
        event.data["due"] = {"before": _iso(before), "after": _iso(ticket.due_at)}
    ticket.updated_at = max(event.at, ticket.updated_at)


def refuse_merged(ticket: Ticket) -> None:
    """Raise `NotPossible`, naming where the conversation goes on, if `ticket` was merged into another."""
    if ticket.merged_into is not None:
        raise NotPossible(
            _("Ce ticket est fusionné avec %s\u00a0: la suite s’y passe.") % ticket.merged_into.number
        )


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None


def move(ticket: Ticket, status: Status, at: datetime) -> None:
    """Change the state; the time spent in it starts again only when it really changes."""
    if ticket.status != status:
        ticket.status = status
        ticket.waiting_since = at


def one_line(text: str) -> str:
    """A subject as it is stored: one line, without what would deceive its reader."""
    return " ".join(_UNSEEN.sub(" ", text).split())

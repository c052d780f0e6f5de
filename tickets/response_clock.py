"""The first-response clock of a ticket: computed from its events, and stored on the row for the lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sla import clock, commitments
from sla.clock import ClockEvent, ClockState
from sla.models import working_time
from tickets import queue_order
from tickets.models import Event, Status, Ticket

# Requests in these states were not accepted: nothing was promised, no clock runs.
UNPROMISED = {Status.REFUSED, Status.WITH_RESELLER}


def commitment(ticket: Ticket) -> timedelta | None:
    """What the charter promises `ticket` as it stands; None without promise (CH-V.1, CH-V.2)."""
    if ticket.status in UNPROMISED or not ticket.level:
        return None
    return commitments.promised(ticket.level, ticket.severity)


def commitment_data(ticket: Ticket) -> dict[str, Any]:
    """What an event keeps of the promise it makes: level, severity, minutes (None without promise)."""
    promised = commitment(ticket)
    return {
        "level": ticket.level,
        "severity": ticket.severity,
        "commitment_minutes": int(promised.total_seconds() // 60) if promised is not None else None,
    }


def clock_events(ticket: Ticket) -> list[ClockEvent]:
    """The events of `ticket` that move its clock, in order."""
    events = [ClockEvent(at=ticket.received_at, kind="started", commitment=None)]
    for event in ticket.events.filter(kind__in=_MOVING).order_by("at", "id"):
        if "commitment_minutes" in event.data:
            minutes = event.data["commitment_minutes"]
            promised = timedelta(minutes=minutes) if minutes is not None else None
            events.append(
                ClockEvent(at=max(event.at, ticket.received_at), kind="committed", commitment=promised)
            )
        if event.kind == Event.Kind.ANSWERED and event.data.get("stops_clock"):
            events.append(ClockEvent(at=max(event.at, ticket.received_at), kind="answered", commitment=None))
    return events


_MOVING = (
    Event.Kind.OPENED,
    Event.Kind.QUALIFIED,
    Event.Kind.WAIVED,
    Event.Kind.PASSED_TO_RESELLER,
    Event.Kind.ANSWERED,
)


def state(ticket: Ticket) -> ClockState:
    """The clock of `ticket`, recomputed from its events with the calendar it was opened under."""
    return clock.first_response(clock_events(ticket), working_time(ticket.calendar_version))


def preview(ticket: Ticket, at: datetime) -> ClockState:
    """The clock that `ticket` would have if what it promises as it stands were recorded at `at`."""
    promised = ClockEvent(at=instant(ticket, at), kind="committed", commitment=commitment(ticket))
    return clock.first_response([*clock_events(ticket), promised], working_time(ticket.calendar_version))


def refresh(ticket: Ticket) -> None:
    """Store the clock and the queue place on the (locked) row; the caller saves it."""
    current = state(ticket)
    ticket.commitment_minutes = (
        int(current.commitment.total_seconds() // 60) if current.commitment is not None else None
    )
    ticket.due_at = current.due_at
    ticket.first_response_at = current.answered_at
    spot = queue_order.place(ticket)
    ticket.queue_rank, ticket.queue_key = spot if spot is not None else (None, None)


def first_answer_due(ticket: Ticket) -> bool:
    """Whether the next public answer is the one that the promise is about."""
    return ticket.first_response_at is None


def instant(ticket: Ticket, at: datetime) -> datetime:
    """`at`, never before the ticket itself: clocks of machines differ by a little."""
    return max(at, ticket.received_at)

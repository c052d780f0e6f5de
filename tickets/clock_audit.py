"""Whether the rows say what their events say: every clock computed again, and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from sla.models import working_time_of
from tickets import queue_order, response_clock
from tickets.actions.writing import lock
from tickets.models import Event, Ticket
from tickets.response_clock import Clocks
from tickets.visibility import TicketQuerySet

BATCH = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a ticket's row whose value is not the one that its events give."""

    ticket: Ticket
    column: str
    stored: Any
    computed: Any


def audit(tickets: TicketQuerySet, now: datetime) -> Iterator[tuple[Ticket, list[Difference]]]:
    """Each ticket with what differs on it at `now`, in the order of its making; nothing is written."""
    for ticket in tickets.order_by("pk").prefetch_related("events").iterator(BATCH):
        found = differences(ticket, response_clock.history(ticket), now)
        # Somebody may have worked on it between the reading of its row and that of its events.
        yield ticket, _again(ticket, now) if found else []


@transaction.atomic
def _again(ticket: Ticket, now: datetime) -> list[Difference]:
    locked = lock(ticket)
    return differences(locked, response_clock.history(locked), now)


def differences(ticket: Ticket, events: Sequence[Event], now: datetime) -> list[Difference]:
    """What the events of `ticket` give otherwise than its row has it at `now`."""
    clocks = Clocks(ticket, events)
    computed = response_clock.columns(clocks)
    place = queue_order.place(ticket, clocks.arrived_at)
    computed["queue_rank"], computed["queue_key"] = place or (None, None)
    found = ((column, getattr(ticket, column), value) for column, value in computed.items())
    return [
        Difference(ticket, column, stored, value)
        for column, stored, value in found
        if stored != value and not (column == "next_alert_at" and _tells_in_time(ticket, stored, value, now))
    ]


def _tells_in_time(ticket: Ticket, stored: datetime | None, computed: datetime | None, now: datetime) -> bool:
    """Looking too early costs nothing; what fell due while the centre was closed waits for its opening."""
    if stored is None or computed is None:
        return False
    calendar = working_time_of(ticket.calendar_version_id)
    return stored <= computed or stored <= calendar.next_opening(max(computed, now))

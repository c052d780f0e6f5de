"""What a change of calendar does to the deadlines that run on it, before it is saved and while it is carried out.

Closed deadlines never move: only tickets on which a clock runs are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from django.db.models import Case, Q, When
from django.db.models.functions import Least

from sla import calendars
from sla.calendars import CalendarDefinition
from sla.clock import Target
from sla.models import Calendar, CalendarVersion, latest_version, timeline
from sla.working_time import WorkingTime, since_epoch
from tickets.models import Ticket
from tickets.models.ticket import RUNNING
from tickets.response_clock import Clocks, history
from tickets.visibility import TicketQuerySet

BATCH = 500


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that would move; `before` and `after` are in the calendar's zone."""

    ticket: Ticket
    target: Target
    before: datetime
    after: datetime
    at: datetime

    @property
    def becomes_overdue(self) -> bool:
        return self.before >= self.at > self.after

    @property
    def no_longer_overdue(self) -> bool:
        return self.after >= self.at > self.before


@dataclass(frozen=True)
class Effect:
    """What saving would do to the `running` tickets of a calendar."""

    running: int
    moves: tuple[Move, ...]

    @cached_property
    def tickets(self) -> int:
        """How many tickets have a deadline that moves."""
        return len({move.ticket.pk for move in self.moves})

    @cached_property
    def overdue(self) -> int:
        """How many of them become overdue."""
        return len({move.ticket.pk for move in self.moves if move.becomes_overdue})


def running_on(calendar: Calendar) -> TicketQuerySet:
    """The tickets whose clocks run on a calendar, whatever its version."""
    versions = CalendarVersion.objects.filter(calendar=calendar)
    return Ticket.objects.filter(RUNNING, calendar_version__in=versions.values_list("pk", flat=True))


def superseded(calendar: Calendar | None = None) -> TicketQuerySet:
    """The tickets whose clocks still run on a version that a later one has replaced, the most urgent first."""
    versions = CalendarVersion.objects.order_by("calendar_id", "-number")
    latest = versions.distinct("calendar_id").values_list("pk", flat=True)
    tickets = Ticket.objects.filter(RUNNING).exclude(calendar_version__in=list(latest))
    if calendar is not None:
        tickets = tickets.filter(calendar_version__calendar=calendar)
    unanswered = Case(When(first_response_at__isnull=True, then="due_at"))
    first_due = Least(unanswered, "next_response_due_at", "resolution_due_at")
    return tickets.order_by(first_due, "id")


def waiting(calendar: Calendar) -> int:
    """How many tickets still wait for their deadlines to follow the latest version."""
    return superseded(calendar).count()


def effect(calendar: Calendar, definition: CalendarDefinition, effective_from: date, at: datetime) -> Effect:
    """What saving `definition` from a date on would do to the deadlines that run at `at`.

    Raises InvalidCalendarError when the definition does not fit the calendar.
    """
    changed = timeline(latest_version(calendar.code)).then(effective_from, definition)
    # Nothing before that day changes: what is due before it cannot move.
    begins = datetime.combine(effective_from, time(0), changed.zone)
    late_enough = (
        Q(due_at__gte=begins) | Q(next_response_due_at__gte=begins) | Q(resolution_due_at__gte=begins)
    )
    tickets = running_on(calendar)
    concerned = tickets.filter(late_enough).select_related("organisation").order_by("due_at", "id")
    moves = _moves(concerned, calendars.working_time(changed), at)
    return Effect(tickets.count(), tuple(moves))


def _moves(tickets: TicketQuerySet, changed: WorkingTime, at: datetime) -> Iterator[Move]:
    for ticket in tickets.prefetch_related("events").iterator(BATCH):
        events = history(ticket)
        now, then = Clocks(ticket, events), Clocks(ticket, events, calendar=changed)
        after = dict(then.states)
        for target, state in now.states:
            before, due = state.due_at, after[target].due_at
            if not state.is_running or before is None or due is None:
                continue
            # Within one zone Python compares wall clocks, which show an hour twice when winter time comes.
            if since_epoch(before) != since_epoch(due):
                yield Move(ticket, target, before, due, at)

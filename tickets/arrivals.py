"""The requests that the centre took on, as they arrived: what `manage.py staffing` replays (docs/rules/staffing.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.fields.json import KeyTextTransform

from sla.models import working_time_of
from sla.staffing import Arrival
from tickets.models import Event, Status, Ticket
from tickets.queue_order import first_place
from tickets.response_clock import UNPROMISED

# How many rows are in memory at once.
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` on and before `end`, both aware; None: without bound."""

    start: datetime | None = None
    end: datetime | None = None

    def __contains__(self, at: datetime) -> bool:
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


def due(at: datetime, promised: timedelta, calendar_version: int) -> datetime:
    """The end of a promise, in UTC; `calendar_version` is a CalendarVersion's primary key."""
    return working_time_of(calendar_version).add(at, promised).astimezone(UTC)


def arrival(at: datetime, due_at: datetime | None, severity: int | None, handling: timedelta) -> Arrival:
    """A request in the charter's queue (CH-V.1, CH-V.2); instants in UTC, so that places compare by instant."""
    return Arrival(at, due_at, handling, first_place(due_at, severity, at))


def recorded(period: Period, handling: timedelta) -> Iterator[Arrival]:
    """The tickets of `period` that were taken on, in order of arrival, each with the promise its clock ran on.

    The deadline is that of the promise alone: what pauses added belongs to how it went, not to how it is replayed. The
    time that a first response took is recorded nowhere: each is given `handling`.
    """
    for at, minutes, severity, version in _rows(period):
        due_at = None if minutes is None else due(at, timedelta(minutes=minutes), version)
        yield arrival(at, due_at, severity, handling)


def _rows(period: Period) -> Iterable[tuple[datetime, int | None, int | None, int]]:
    """What was refused or left with the reseller took no engineer's time, and is left out; what a reseller passed on
    arrived when it did (CH-II.2).
    """
    within = Q(merged_into=None)  # the request that goes on stands for both
    if period.start is not None:
        within &= Q(arrived_at__gte=period.start)
    if period.end is not None:
        within &= Q(arrived_at__lt=period.end)
    passings = Event.objects.filter(ticket=OuterRef("pk"), kind=Event.Kind.PASSED_TO_CENTRE)
    passed_on = When(escalated_by__isnull=False, then=Subquery(passings.values("at")[:1]))
    # A request that nobody took on may be closed too; what it was stands in the event.
    closings = Event.objects.filter(ticket=OuterRef("pk"), kind=Event.Kind.CLOSED).order_by("-at", "-id")
    closed_from = Subquery(closings.values(before=KeyTextTransform("before", "data"))[:1])
    return (
        Ticket.objects.annotate(arrived_at=Case(passed_on, default=F("received_at")))
        .filter(within)
        .exclude(status__in=UNPROMISED)
        .alias(closed_from=closed_from)
        .exclude(status=Status.CLOSED, closed_from__in=UNPROMISED)
        .order_by("arrived_at", "id")
        .values_list("arrived_at", "commitment_minutes", "severity", "calendar_version_id")
        .iterator(chunk_size=_CHUNK)
    )

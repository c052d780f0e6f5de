"""How long tickets stood at the manufacturers, in working time (CH-I, CH-V.1): the state, from event to event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median

from sla.models import latest_version, working_time
from sla.working_time import WorkingTime
from tickets.models import Status
from tickets.reporting.scope import Scope

# A ticket, one of its cases, then one of its events: (ticket, case, vendor, case opened, event, status, at).
_Row = tuple[int, int, str, datetime, int, str, datetime]


@dataclass(frozen=True, slots=True)
class AtVendor:
    """The cases opened at one manufacturer: how many stand there still, and the working time of each until now."""

    cases: int
    open: int
    spent: tuple[timedelta, ...]

    @property
    def middle(self) -> timedelta:
        """Half of the cases took no longer."""
        seconds = [each.total_seconds() for each in self.spent]
        return timedelta(seconds=median(seconds)) if seconds else timedelta(0)

    @property
    def longest(self) -> timedelta:
        return max(self.spent, default=timedelta(0))


def at_vendor(scope: Scope) -> Mapping[str, AtVendor]:
    """The cases opened in the period, by manufacturer, the most first; one query. Working time is the centre's now."""
    rows = (
        scope.within("vendor_cases__opened_at")
        .filter(events__status__gt="")
        .order_by("pk", "vendor_cases__opened_at", "vendor_cases", "events")
        .values_list(
            "pk",
            "vendor_cases",
            "vendor_cases__vendor__name",
            "vendor_cases__opened_at",
            "events",
            "events__status",
            "events__at",
        )
    )
    return _by_vendor(rows, working_time(latest_version()), scope.now)


def _by_vendor(rows: Iterable[_Row], hours: WorkingTime, now: datetime) -> dict[str, AtVendor]:
    cases: defaultdict[str, list[tuple[timedelta, bool]]] = defaultdict(list)
    for _ticket, of_ticket in groupby(rows, itemgetter(0)):
        ways = [(case, list(events)) for case, events in groupby(of_ticket, itemgetter(1))]
        starts = [events[0][3] for _case, events in ways]
        for place, (_case, events) in enumerate(ways):
            # A second case on the ticket takes over from the first: no hour counts for both.
            until = starts[place + 1] if place + 1 < len(starts) else now
            cases[events[0][2]].append(_stay(events, starts[place], until, now, hours))
    found = {
        vendor: AtVendor(
            len(stays), sum(is_open for _spent, is_open in stays), tuple(spent for spent, _ in stays)
        )
        for vendor, stays in cases.items()
    }
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].cases, pair[0])))


def _stay(
    events: list[_Row], since: datetime, until: datetime, now: datetime, hours: WorkingTime
) -> tuple[timedelta, bool]:
    """The working time at the manufacturer between two instants, and whether the ticket stands there now."""
    spent, is_there = timedelta(0), False
    for start, end in _spells(events, now):
        begins, ends = max(start, since), min(end or now, until)
        if begins < ends:
            spent += hours.between(begins, ends)
        is_there = is_there or (end is None and until == now)
    return spent, is_there


def _spells(events: list[_Row], now: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """From when to when the ticket was at the manufacturer; None: it still is."""
    since: datetime | None = None
    for *_case, status, at in events:
        if status == Status.AT_VENDOR and since is None:
            since = at
        elif status != Status.AT_VENDOR and since is not None:
            yield since, max(since, at)
            since = None
    if since is not None:
        yield since, None

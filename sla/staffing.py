"""How many engineers the promises need: arrivals replayed against some engineers and an order (CH-I, CH-V.1, CH-V.2).

Pure. The replay runs on the axis of working time, in microseconds: nights, lunches and holidays take no room there, so
that a handling begun at 12:15 goes on at 14:00 by itself. docs/rules/staffing.md has what is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush, heapreplace

from sla.errors import InvalidAmountError, gettext_noop
from sla.working_time import WorkingTime, since_epoch

_ZERO = timedelta(0)
_MICROSECOND = timedelta(microseconds=1)


class Order(StrEnum):
    """Which of the requests that wait an engineer takes first."""

    # By the place of each: the earliest deadline first, then what nothing was promised to.
    DEADLINE_FIRST = "earliest_deadline_first"
    ARRIVAL = "arrival_order"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it reached the centre at `at`.

    `due_at` is the end of its promise, None without one. `handling` is the working time, above zero, that an engineer
    spends until the first response. `place` is where it queues, the lowest first, its instant in UTC.
    """

    at: datetime
    due_at: datetime | None
    handling: timedelta
    place: tuple[int, datetime]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a replay gave: of the `promised` deadlines, how many were `met`; at the very due instant still in time."""

    promised: int
    met: int

    @property
    def share(self) -> float | None:
        """The share of deadlines met, 0 to 1; None when nothing was promised."""
        return self.met / self.promised if self.promised else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same arrivals with as many engineers, in both orders."""

    engineers: int
    deadline_first: Outcome
    arrival_order: Outcome

    @property
    def promised(self) -> int:
        return self.deadline_first.promised

    @property
    def gain(self) -> int:
        """How many more deadlines the earliest deadline first meets; negative when it meets fewer."""
        return self.deadline_first.met - self.arrival_order.met


class Workload:
    """Arrivals laid out on the axis of working time once, to be replayed any number of times.

    `arrivals` stand in order of arrival. Raises InvalidAmountError for a handling that takes no time, and as
    WorkingTime.between does.
    """

    def __init__(self, arrivals: Iterable[Arrival], working_time: WorkingTime) -> None:
        self.arrivals = tuple(sorted(arrivals, key=lambda arrival: since_epoch(arrival.at)))
        self._working_time = working_time
        if any(arrival.handling <= _ZERO for arrival in self.arrivals):
            raise InvalidAmountError(gettext_noop("Un traitement dure plus de zéro minute."))
        self._received = [self._on_axis(arrival.at) for arrival in self.arrivals]
        self._handling = [arrival.handling // _MICROSECOND for arrival in self.arrivals]
        self._due = [
            None if arrival.due_at is None else self._on_axis(arrival.due_at) for arrival in self.arrivals
        ]
        self._by_place = sorted(range(len(self.arrivals)), key=lambda index: self.arrivals[index].place)

    @property
    def promised(self) -> int:
        """How many arrivals have a deadline."""
        return sum(arrival.due_at is not None for arrival in self.arrivals)

    def compare(self, engineers: int) -> Comparison:
        """Both orders side by side, with `engineers` of them, one at least."""
        return Comparison(
            engineers, self.replay(engineers, Order.DEADLINE_FIRST), self.replay(engineers, Order.ARRIVAL)
        )

    def replay(self, engineers: int, order: Order) -> Outcome:
        """Let `engineers`, one at least, answer every arrival; whoever is free takes the first that waits."""
        answered = self._answer(engineers, order)
        met = sum(due is not None and answer <= due for answer, due in zip(answered, self._due, strict=True))
        return Outcome(self.promised, met)

    def answers(self, engineers: int, order: Order) -> list[datetime]:
        """The instants of the first responses of that replay, in order of arrival and in the calendar's zone.

        Raises InvalidInstantError when so few engineers take until after the calendar's years.
        """
        return [
            self._working_time.add(arrival.at, (answer - received) * _MICROSECOND)
            for arrival, received, answer in zip(
                self.arrivals, self._received, self._answer(engineers, order), strict=True
            )
        ]

    def _on_axis(self, at: datetime) -> int:
        """The working time from the first arrival to an instant, in microseconds."""
        return self._working_time.between(self.arrivals[0].at, at) // _MICROSECOND

    def _answer(self, engineers: int, order: Order) -> list[int]:
        """When each arrival is answered, on the axis."""
        received, handling, count = self._received, self._handling, len(self.arrivals)
        taken_as = self._by_place if order is Order.DEADLINE_FIRST else range(count)
        turns = [0] * count
        for turn, index in enumerate(taken_as):
            turns[index] = turn
        answered = [0] * count
        free_from = [0] * engineers
        # The turns of those who are there and not taken yet: plain numbers, so that a heap orders them fast.
        waiting: list[int] = []
        now = come = 0
        while come < count or waiting:
            now = max(now, free_from[0])
            if not waiting:
                now = max(now, received[come])
            # Whoever came while the centre was closed stands at the opening: all of them are there by then.
            while come < count and received[come] <= now:
                heappush(waiting, turns[come])
                come += 1
            index = taken_as[heappop(waiting)]
            answered[index] = now + handling[index]
            heapreplace(free_from, answered[index])
        return answered

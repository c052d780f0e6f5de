"""The course of a clock to its due time: what counted, what lay closed, the waits in which it stood still (CH-V.2).

Pure. While the ball is elsewhere nothing counts, and the due time is put off by as much working time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.clock import Pause
from sla.wording import shown_duration, to_the_minute
from sla.working_time import Skip, Step, Trace, WorkingTime

_ZERO = timedelta(0)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """A stretch that did not count, both ends in the calendar's zone; `time` is the working time in it."""

    start: datetime
    end: datetime
    time: timedelta


@dataclass(frozen=True, slots=True)
class Course:
    """From the arrival to `until`: the due time, or the instant at which the clock stopped if it stands still.

    `trace` leaves out what was `waited`. Instants are in the calendar's zone.
    """

    working_time: WorkingTime
    received: datetime
    amount: timedelta
    until: datetime
    trace: Trace
    waited: tuple[Wait, ...] = ()

    def on_paper(self) -> Course:
        """The same in whole minutes where there were waits, so that the durations shown add up to the amount.

        A wait of which no minute is left is told no more than the seconds are.
        """
        if not self.waited:
            return self
        received, until, due = (self._minute(at) for at in (self.received, self.until, self.trace.due))
        missing = self.working_time.between(received, due) - self.amount
        shown = _whole_minutes(self.waited, missing, self.working_time)
        waited = tuple(each for each in shown if each.time)
        return _course(self.working_time, received, self.amount, until, due, waited)

    def left(self) -> timedelta:
        """What is left of the amount at `until`, in the minutes that are shown."""
        worked = (shown_duration(step.start, step.end) for step in self.trace.steps)
        return self.amount - sum(worked, _ZERO)

    def _minute(self, at: datetime) -> datetime:
        return to_the_minute(at).astimezone(self.working_time.zone)


def course(
    received: datetime,
    amount: timedelta,
    working_time: WorkingTime,
    pauses: Iterable[Pause] = (),
    stopped_at: datetime | None = None,
) -> Course:
    """The course of a clock that was paused so; the pauses are in order, and each began before the due time.

    Those that have not ended, or cost no working time (a night), put nothing off and are left out.
    """
    waited = tuple(
        wait(pause.start, pause.end, working_time)
        for pause in pauses
        if pause.end is not None and working_time.between(pause.start, pause.end)
    )
    due = working_time.add(received, amount + total(waited))
    until = due if stopped_at is None else stopped_at.astimezone(working_time.zone)
    return _course(working_time, received.astimezone(working_time.zone), amount, until, due, waited)


def wait(start: datetime, end: datetime, working_time: WorkingTime) -> Wait:
    """One wait between two instants of any zone."""
    zone = working_time.zone
    return Wait(start.astimezone(zone), end.astimezone(zone), working_time.between(start, end))


def total(waited: Iterable[Wait]) -> timedelta:
    """The working time of all of them."""
    return sum((each.time for each in waited), _ZERO)


def _course(
    working_time: WorkingTime,
    received: datetime,
    amount: timedelta,
    until: datetime,
    due: datetime,
    waited: tuple[Wait, ...],
) -> Course:
    edges = [received, *(edge for each in waited for edge in (each.start, each.end)), until]
    steps: list[Step] = []
    skipped: list[Skip] = []
    for begins, ends in zip(edges[::2], edges[1::2], strict=True):
        steps += working_time.open_between(begins, ends)
        skipped += working_time.closed_between(begins, ends)
    return Course(working_time, received, amount, until, Trace(due, tuple(steps), tuple(skipped)), waited)


def _whole_minutes(waited: Iterable[Wait], missing: timedelta, working_time: WorkingTime) -> Iterator[Wait]:
    """The waits with their seconds dropped; where seconds together made a minute, one begins or ends a minute later.

    `missing` is the working time that they must take together.
    """
    shown = [wait(to_the_minute(each.start), to_the_minute(each.end), working_time) for each in waited]
    missing -= total(shown)
    for each in shown:
        moved = each
        if missing > _ZERO:
            moved = wait(each.start, each.end + _MINUTE, working_time)
        elif missing < _ZERO:
            moved = wait(each.start + _MINUTE, each.end, working_time)
        missing -= moved.time - each.time
        yield moved

"""The clocks of a ticket: what each says, as a pure function of events, commitment and calendar (CH-V.2).

Pure. Everything is counted in working time: a pause that lasts a night costs nothing and gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from sla.errors import SlaError, gettext_noop
from sla.working_time import WorkingTime, since_epoch

EventKind = Literal["started", "committed", "paused", "resumed", "ended"]
Status = Literal["no_commitment", "running", "paused", "overdue", "met", "missed"]

_ZERO = timedelta(0)


class Target(StrEnum):
    """What a clock measures. The charter promises the first response only (CH-V.2); the others are the centre's own."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One thing that moves a clock. `commitment` is working time, read on "started" and "committed" alone.

    On "started" it may be None and follow in a "committed"; on "committed" None takes the promise away. "resumed" after
    "ended" sets the clock going again: what lay between counts as a pause.
    """

    at: datetime
    kind: EventKind
    commitment: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """The ball was elsewhere from `start` to `end`; None: it still is."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class ClockState:
    """A clock after its events. `due_at` is None without promise.

    A pause that begins at the due time or later mends nothing: it is none of the `pauses`.

    While a pause is open, `due_at` is what it would be were the clock resumed at once. An instant given as `now` is not
    before the last event. Ending at the very due instant is in time.
    """

    working_time: WorkingTime
    started_at: datetime
    commitment: timedelta | None
    due_at: datetime | None
    ended_at: datetime | None
    pauses: tuple[Pause, ...] = ()

    @property
    def paused_since(self) -> datetime | None:
        """Since when the clock stands still, by a pause and not by the night; None when it does not."""
        if self.ended_at is None and self.pauses and self.pauses[-1].end is None:
            return self.pauses[-1].start
        return None

    @property
    def is_running(self) -> bool:
        """Whether it counts towards a promise: neither ended nor paused, overdue or not."""
        return self.commitment is not None and self.ended_at is None and self.paused_since is None

    def status(self, now: datetime) -> Status:
        """Where the clock stands at `now`."""
        if self.due_at is None:
            return "no_commitment"
        if self.ended_at is not None:
            return "met" if self.ended_at <= self.due_at else "missed"
        if self.paused_since is not None:
            return "paused"
        return "overdue" if now > self.due_at else "running"

    def paused(self, now: datetime) -> timedelta:
        """The working time spent in pauses until `now`."""
        until = self.ended_at or now
        return sum((self.working_time.between(p.start, p.end or until) for p in self.pauses), _ZERO)

    @property
    def granted_pauses(self) -> tuple[Pause, ...]:
        """The pauses that have put off the due time: those that ended."""
        return tuple(each for each in self.pauses if each.end is not None)

    def elapsed(self, now: datetime) -> timedelta:
        """The working time spent since the start, pauses left out; it stops with the end."""
        until = self.ended_at or now
        return self.working_time.between(self.started_at, until) - self.paused(now)

    def remaining(self, now: datetime) -> timedelta | None:
        """The working time left, negative once it is used up; None without promise."""
        return None if self.commitment is None else self.commitment - self.elapsed(now)

    def reaches(self, percent: int) -> datetime | None:
        """When `percent` % of the commitment is used up; None without promise.

        Like `due_at`, which is 100 %, it supposes an open pause to end at once.
        """
        if self.commitment is None:
            return None
        return _due(self.started_at, self.commitment * percent / 100, self.pauses, self.working_time)


def run(events: Iterable[ClockEvent], working_time: WorkingTime) -> ClockState:
    """The clock that these events give.

    A change of commitment counts from the original start and keeps the pauses there were; after the end it moves
    nothing (CH-V.2). Raises SlaError without a "started" event.
    """
    ordered = sorted(events, key=lambda event: since_epoch(event.at))
    started_at = next((event.at for event in ordered if event.kind == "started"), None)
    if started_at is None:
        raise SlaError(gettext_noop("L’horloge n’a pas commencé\u00a0: aucun événement de départ."))
    commitment: timedelta | None = None
    ended_at = paused_since = None
    pauses: list[Pause] = []
    for event in ordered:
        moment = max(event.at, started_at)
        match event.kind:
            case "started" if event.commitment is not None:
                commitment = event.commitment
            case "committed" if ended_at is None:
                commitment = event.commitment
            case "paused" if paused_since is None:
                paused_since = moment
            case "resumed" if paused_since is not None:
                pauses.append(Pause(paused_since, moment))
                ended_at = paused_since = None
            case "ended" if ended_at is None:
                if paused_since is not None:
                    pauses.append(Pause(paused_since, moment))
                ended_at = paused_since = moment
    if paused_since is not None and ended_at is None:
        pauses.append(Pause(paused_since, None))
    due_at = None if commitment is None else _due(started_at, commitment, pauses, working_time)
    if due_at is not None:
        pauses = [pause for pause in pauses if pause.start < due_at]
    return ClockState(working_time, started_at, commitment, due_at, ended_at, tuple(pauses))


def _due(
    started_at: datetime, amount: timedelta, pauses: Iterable[Pause], working_time: WorkingTime
) -> datetime:
    """An amount worked from the start on, put off by each pause that began before it ran out."""
    granted = amount
    due = working_time.add(started_at, granted)
    for pause in pauses:
        if pause.end is not None and pause.start < due:
            granted += working_time.between(pause.start, pause.end)
            due = working_time.add(started_at, granted)
    return due

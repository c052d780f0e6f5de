"""The first-response clock: what it says, as a pure function of events, commitment and calendar (CH-V.2).

Pure. Everything is counted in working time: a pause that lasts a night costs nothing and gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sla.errors import SlaError, gettext_noop
from sla.working_time import WorkingTime, since_epoch

EventKind = Literal["started", "committed", "paused", "resumed", "answered"]
Status = Literal["no_commitment", "running", "paused", "overdue", "met", "missed"]

_ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One thing that moves the clock. `commitment` is working time, read on "started" and "committed" alone.

    On "started" it may be None and follow in a "committed"; on "committed" None takes the promise away.
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
    """The clock after its events. `due_at` is None without promise.

    While a pause is open, `due_at` is what it would be were the clock resumed at once. An instant given as `now` is not
    before the last event. Answering at the very due instant is in time.
    """

    working_time: WorkingTime
    started_at: datetime
    commitment: timedelta | None
    due_at: datetime | None
    answered_at: datetime | None
    pauses: tuple[Pause, ...] = ()

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still now, by a pause and not by the night."""
        return self.answered_at is None and bool(self.pauses) and self.pauses[-1].end is None

    def status(self, now: datetime) -> Status:
        """Where the clock stands at `now`. A pause that begins after the due time mends nothing."""
        if self.due_at is None:
            return "no_commitment"
        if self.answered_at is not None:
            return "met" if self.answered_at <= self.due_at else "missed"
        if self.is_paused and self.pauses[-1].start <= self.due_at:
            return "paused"
        return "overdue" if now > self.due_at else "running"

    def paused(self, now: datetime) -> timedelta:
        """The working time spent in pauses until `now`."""
        until = self.answered_at or now
        return sum((self.working_time.between(p.start, p.end or until) for p in self.pauses), _ZERO)

    def elapsed(self, now: datetime) -> timedelta:
        """The working time spent since the start, pauses left out; it stops with the answer."""
        until = self.answered_at or now
        return self.working_time.between(self.started_at, until) - self.paused(now)

    def remaining(self, now: datetime) -> timedelta | None:
        """The working time left, negative once it is used up; None without promise."""
        return None if self.commitment is None else self.commitment - self.elapsed(now)


def first_response(events: Iterable[ClockEvent], working_time: WorkingTime) -> ClockState:
    """The clock that these events give.

    The first answer ends it: what comes later moves nothing. A change of commitment counts from the original start and
    keeps the pauses there were (CH-V.2). Raises SlaError without a "started" event.
    """
    ordered = sorted(events, key=lambda event: since_epoch(event.at))
    started_at = next((event.at for event in ordered if event.kind == "started"), None)
    if started_at is None:
        raise SlaError(gettext_noop("L’horloge n’a pas commencé\u00a0: aucun événement de départ."))
    commitment: timedelta | None = None
    answered_at = paused_since = None
    pauses: list[Pause] = []
    for event in ordered:
        match event.kind:
            case "started" if event.commitment is not None:
                commitment = event.commitment
            case "committed":
                commitment = event.commitment
            case "paused" if paused_since is None:
                paused_since = max(event.at, started_at)
            case "resumed" if paused_since is not None:
                pauses.append(Pause(paused_since, max(event.at, started_at)))
                paused_since = None
            case "answered":
                answered_at = max(event.at, started_at)
                break
    if paused_since is not None:
        pauses.append(Pause(paused_since, answered_at))
    due_at = _due(started_at, commitment, pauses, working_time)
    return ClockState(working_time, started_at, commitment, due_at, answered_at, tuple(pauses))


def _due(
    started_at: datetime, commitment: timedelta | None, pauses: Iterable[Pause], working_time: WorkingTime
) -> datetime | None:
    """The commitment from the start on, put off by each pause that began before it ran out."""
    if commitment is None:
        return None
    granted = commitment
    due = working_time.add(started_at, granted)
    for pause in pauses:
        if pause.end is not None and pause.start < due:
            granted += working_time.between(pause.start, pause.end)
            due = working_time.add(started_at, granted)
    return due

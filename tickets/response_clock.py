"""The clocks of a ticket: computed from its events, and stored on the row for the lists and the sweep (CH-V.2).

The event log is the truth. Every event keeps the state that it left the ticket in, and those that promise something
keep the promise with its calendar version: any deadline can be computed again and explained years later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sla import clock, commitments
from sla.clock import ClockEvent, ClockState, Target
from sla.commitments import Promise
from sla.models import latest_version, working_time_of
from sla.working_time import WorkingTime
from tickets import queue_order
from tickets.models import Event, Ticket

# Requests in these states were not accepted: nothing was promised, no clock runs.
UNPROMISED = set(Ticket.UNPROMISED)
# The shares of a promise, in percent of its working time, at which people are warned; the last is the breach.
ALERTS = (50, 80, 100)


def promise(ticket: Ticket) -> Promise:
    """What is promised to `ticket` as it stands (CH-V.1, CH-V.2)."""
    if ticket.status in UNPROMISED or not ticket.level:
        return Promise(ticket.level, ticket.severity, latest_version().pk)
    return commitments.promise(ticket.level, ticket.severity)


def promise_data(ticket: Ticket) -> dict[str, Any]:
    """What an event keeps of the promise that it makes."""
    return {"promise": promise(ticket).to_json()}


def history(ticket: Ticket) -> list[Event]:
    """The events of `ticket` in the order in which they were written; one query unless they are prefetched, or it has
    just been opened.
    """
    if ticket.opening is not None:
        return [ticket.opening[0]]
    return sorted(ticket.events.all(), key=lambda event: event.pk)


@dataclass(frozen=True)
class Clocks:
    """All clocks of a ticket after some of its events, oldest first.

    `calendar`, when given, takes the place of the calendars that the events name: what would be if it had changed.
    """

    ticket: Ticket
    events: Sequence[Event]
    calendar: WorkingTime | None = None

    @cached_property
    def reached_at(self) -> datetime:
        """When the request reached the centre. What a reseller passed on reached it then, and not when its end customer
        wrote to where the charter does not send them (CH-II.2).
        """
        return self.events[self._passed_on].at if self._passed_on else self.ticket.received_at

    @cached_property
    def _passed_on(self) -> int:
        """Where the reseller passed the request on; 0, the opening, when none did."""
        passings = (i for i, event in enumerate(self.events) if event.kind == Event.Kind.PASSED_TO_CENTRE)
        return next(passings, 0)

    @cached_property
    def first_response(self) -> ClockState:
        """The clock of the charter's promise: the first answer ends it, and what comes later moves nothing (CH-V.2)."""
        of_centre = self.events[self._passed_on :]
        until_answer = _until(of_centre, lambda event: bool(event.data.get("stops_clock")))
        return self._run(Target.FIRST_RESPONSE, until_answer, self.started_at)

    @cached_property
    def next_response(self) -> ClockState | None:
        """Since the customer's last word that waits, or waited, for an answer; None when there was none."""
        start = _last_question(self.events)
        if start is None:
            return None
        of_turn = _until(self.events[start:], _settles)
        return self._run(
            Target.NEXT_RESPONSE, of_turn, _asked_at(self.events[start]), known=self.events[:start]
        )

    @cached_property
    def resolution(self) -> ClockState:
        """From the start to the end of the ticket; a reopening sets it going again."""
        return self._run(Target.RESOLUTION, self.events[self._passed_on :], self.started_at)

    @property
    def states(self) -> Iterator[tuple[Target, ClockState]]:
        """The clocks that have something to keep."""
        found = {
            Target.FIRST_RESPONSE: self.first_response,
            Target.NEXT_RESPONSE: self.next_response,
            Target.RESOLUTION: self.resolution,
        }
        for target, state in found.items():
            if state is not None and state.commitment is not None:
                yield target, state

    @cached_property
    def started_at(self) -> datetime:
        """When the request reached the centre; the earlier of both when another, promised a first answer, was merged
        into it while both still waited for theirs (CH-V.2).

        A request that had its answer, or was promised none, keeps its own start; so does everything once answered.
        """
        waiting = _until(self.events, lambda event: bool(event.data.get("stops_clock")))
        return min([self.reached_at, *_merged_starts(waiting, "promised")])

    @cached_property
    def arrived_at(self) -> datetime:
        """The place in the order of arrival: that of the first request that still waited for an answer (CH-V.1)."""
        return min([self.reached_at, *_merged_starts(self.events, "unanswered")])

    @cached_property
    def status(self) -> str:
        """The state that the events left the ticket in."""
        return next(event.status for event in reversed(self.events) if event.status)

    @cached_property
    def promise(self) -> Promise:
        """The last promise made."""
        return _promises(self.events)[-1]

    def next_alert(self, target: Target, state: ClockState) -> tuple[int, datetime] | None:
        """The first share of the promise that nobody was warned of, and when it is used up; None when none is left.

        A warning given under an earlier deadline counts only if its share was used up by then under this one too. Of an
        ended ticket nobody is warned.
        """
        if not state.is_running or self.status in Ticket.ENDED:
            return None
        reached = [(percent, at) for percent in ALERTS if (at := state.reaches(percent)) is not None]
        given = self._alerts(target)
        if self.events[0].data.get("is_history"):  # what was late before we were there is news to nobody
            given.append((ALERTS[-1], self.events[0].at))
        told = [percent for percent, at in reached if any(p >= percent and at <= when for p, when in given)]
        left = [(percent, at) for percent, at in reached if percent > max(told, default=0)]
        return left[0] if left else None

    def _alerts(self, target: Target) -> list[tuple[int, datetime]]:
        return [
            (event.data["percent"], event.at)
            for event in self.events
            if event.kind == Event.Kind.ALERTED and event.data["target"] == target
        ]

    def _run(
        self, target: Target, events: Sequence[Event], start: datetime, known: Sequence[Event] = ()
    ) -> ClockState:
        """`known` are the events before the start, for the promise and the state there were."""
        before = _promises(known)
        promised = before[-1] if before else None
        moved = [ClockEvent(start, "started", promised.targets.get(target) if promised else None)]
        moved += _moves(target, events, promised)
        last = _promises([*known, *events])[-1]
        return clock.run(moved, self.calendar or working_time_of(last.calendar_version))


def _until(events: Sequence[Event], ends: Callable[[Event], bool]) -> Sequence[Event]:
    """The events up to the first that `ends`, included."""
    for index, event in enumerate(events):
        if ends(event):
            return events[: index + 1]
    return events


def _promises(events: Iterable[Event]) -> list[Promise]:
    return [Promise.from_json(event.data["promise"]) for event in events if "promise" in event.data]


def _merged_starts(events: Iterable[Event], which: str) -> Iterator[datetime]:
    """When the requests that were merged began; `which` is the word of the event that must hold of them."""
    for event in events:
        if event.kind == Event.Kind.MERGED and event.data[which]:
            yield datetime.fromisoformat(event.data["started_at"])


def _asks(event: Event) -> bool:
    """Whether the customer waits for an answer since: by their own words, or by those that a merge brought."""
    if event.kind == Event.Kind.MERGED:
        return event.data["waiting_since"] is not None
    return event.kind == Event.Kind.CUSTOMER_REPLIED and not event.data.get("automatic")


def _asked_at(event: Event) -> datetime:
    since = event.data.get("waiting_since")
    return datetime.fromisoformat(since) if since is not None else event.at


def _settles(event: Event) -> bool:
    """Whether nobody waits for an answer any more: it was given, or the question went to a ticket of its own."""
    split_off = event.kind == Event.Kind.SPLIT and event.data.get("settled", False)
    return split_off or event.kind == Event.Kind.ANSWERED


def _last_question(events: Sequence[Event]) -> int | None:
    """Where the last turn of the customer begins: the first word since an answer, the first answer being given."""
    start, answered = None, None
    for index, event in enumerate(events):
        if _settles(event):
            answered = index
        if _asks(event) and answered is not None and (start is None or start < answered):
            start = index
    return start


def _moves(target: Target, events: Sequence[Event], promised: Promise | None) -> Iterator[ClockEvent]:
    """What these events do to the clock of a target, `promised` being the promise there was before them.

    It stands still where the ticket is ended, and in the states that the promise in force at the time names: a rule
    that changes later rewrites no pause.
    """
    stood_still, at = False, events[0].at.astimezone(UTC)
    for event in events:
        # The clocks of machines differ by a little; the order of writing is the true one.
        at = max(at, event.at.astimezone(UTC))
        made = Promise.from_json(event.data["promise"]) if "promise" in event.data else None
        promised = made or promised
        if _ends(target, event):
            yield ClockEvent(at, "ended")
            stood_still = True
            continue
        if event.status:
            pausing = promised.pauses.get(target, frozenset()) if promised else frozenset()
            stands_still = event.status in Ticket.ENDED or event.status in pausing
            if stands_still != stood_still:
                yield ClockEvent(at, "paused" if stands_still else "resumed")
            stood_still = stands_still
        if made is not None:
            yield ClockEvent(at, "committed", made.targets.get(target))


def _ends(target: Target, event: Event) -> bool:
    match target:
        case Target.FIRST_RESPONSE:
            return bool(event.data.get("stops_clock"))
        case Target.NEXT_RESPONSE:
            return _settles(event) or event.kind == Event.Kind.CLOSED
        case Target.RESOLUTION:
            return event.kind in {Event.Kind.RESOLVED, Event.Kind.CLOSED}


def clocks(ticket: Ticket) -> Clocks:
    """The clocks of `ticket` as they stand; one query unless its events are prefetched."""
    return Clocks(ticket, history(ticket))


def columns(found: Clocks) -> dict[str, Any]:
    """What the row keeps of the clocks, by column: the current answer, for lists and for the sweep of alerts.

    Instants are in UTC, as the database gives them back: in the hour that the end of summer time repeats, Python
    finds no two instants of different zones equal.
    """
    state = found.first_response
    alerts = [alert for target, each in found.states if (alert := found.next_alert(target, each)) is not None]
    values = {
        "calendar_version_id": found.promise.calendar_version,
        "commitment_minutes": None
        if state.commitment is None
        else int(state.commitment.total_seconds() // 60),
        "due_at": state.due_at,
        "first_response_at": state.ended_at,
        "paused_since": state.paused_since if state.commitment is not None else None,
        "next_response_due_at": _running_due(found.next_response),
        "resolution_due_at": _running_due(found.resolution),
        "next_alert_at": min((at.astimezone(UTC) for _percent, at in alerts), default=None),
    }
    return {
        column: value.astimezone(UTC) if isinstance(value, datetime) else value
        for column, value in values.items()
    }


def _running_due(state: ClockState | None) -> datetime | None:
    return state.due_at if state is not None and state.is_running else None


def refresh(ticket: Ticket, events: Sequence[Event]) -> None:
    """Put the clocks and the queue place on the (locked) row; the caller saves it."""
    found = Clocks(ticket, events)
    for column, value in columns(found).items():
        setattr(ticket, column, value)
    spot = queue_order.place(ticket, found.arrived_at)
    ticket.queue_rank, ticket.queue_key = spot if spot is not None else (None, None)


def first_answer_due(ticket: Ticket) -> bool:
    """Whether the next public answer is the one that the promise is about."""
    return ticket.first_response_at is None


def instant(ticket: Ticket, at: datetime) -> datetime:
    """`at`, never before the ticket itself: clocks of machines differ by a little."""
    return max(at, ticket.received_at)

"""The first-response clock (CH-V.2): from Tuesday 13 October 2026, 11:07, two working hours by default."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.calendars import CHARTER, working_time
from sla.clock import ClockEvent, ClockState, EventKind, run
from sla.errors import SlaError

PARIS = ZoneInfo("Europe/Paris")
TWO_HOURS, FOUR_HOURS = timedelta(hours=2), timedelta(hours=4)


def at(text: str) -> datetime:
    """13 October 2026 at a time, or another day of that month: "11:07", "14 09:00"."""
    day, _, clock = text.rpartition(" ")
    return datetime.fromisoformat(f"2026-10-{day or '13'} {clock}").replace(tzinfo=PARIS)


def state(*events: tuple[str, EventKind], promise: timedelta | None = TWO_HOURS) -> ClockState:
    started = ClockEvent(at("11:07"), "started", promise)
    return run([started, *(ClockEvent(at(text), kind) for text, kind in events)], working_time(CHARTER))


def test_a_clock_runs_from_arrival_to_the_due_time() -> None:
    clock = state()

    assert clock.due_at == at("14:37")
    assert clock.status(at("14:37")) == "running"
    assert clock.status(at("14:38")) == "overdue"


def test_the_time_left_is_working_time_and_negative_once_overdue() -> None:
    clock = state()

    assert clock.elapsed(at("13:00")) == timedelta(hours=1, minutes=23)
    assert clock.remaining(at("13:00")) == timedelta(minutes=37)
    assert clock.remaining(at("14 09:30")) == -timedelta(hours=3, minutes=53)


def test_without_promise_nothing_is_due() -> None:
    clock = state(promise=None)

    assert (clock.due_at, clock.remaining(at("15:00"))) == (None, None)
    assert clock.status(at("30 15:00")) == "no_commitment"


@pytest.mark.parametrize(("answer", "status"), [("14:37", "met"), ("14:38", "missed")])
def test_an_answer_stops_the_clock(answer: str, status: str) -> None:
    clock = state((answer, "ended"))

    assert clock.status(at("30 09:00")) == status
    assert clock.elapsed(at("30 09:00")) == clock.elapsed(at(answer))


def test_only_the_first_answer_counts() -> None:
    clock = state(("11:30", "ended"), ("16:00", "ended"))

    assert clock.ended_at == at("11:30")


def test_a_pause_puts_the_due_time_off_by_the_working_time_it_took() -> None:
    clock = state(("12:00", "paused"), ("14:15", "resumed"))

    # 12:00-12:30 and 14:00-14:15: lunch costs nothing.
    assert clock.paused(at("15:00")) == timedelta(minutes=45)
    assert clock.due_at == at("15:22")


def test_a_pause_over_a_night_counts_no_night() -> None:
    clock = state(("12:00", "paused"), ("14 09:10", "resumed"))

    assert clock.due_at == at("14 10:17")


def test_while_paused_the_clock_stands_still() -> None:
    clock = state(("12:00", "paused"))

    assert clock.status(at("14 11:00")) == "paused"
    assert clock.remaining(at("14 11:00")) == clock.remaining(at("12:00"))


def test_a_pause_after_the_due_time_mends_nothing() -> None:
    clock = state(("15:00", "paused"), ("16:00", "resumed"), ("16:30", "ended"))

    assert (clock.due_at, clock.status(at("17:00"))) == (at("14:37"), "missed")
    assert state(("15:00", "paused")).status(at("17:00")) == "overdue"


def test_pausing_twice_or_resuming_unpaused_changes_nothing() -> None:
    clock = state(("11:10", "resumed"), ("12:00", "paused"), ("12:10", "paused"), ("12:20", "resumed"))

    assert clock.paused(at("13:00")) == timedelta(minutes=20)


def test_an_answer_ends_a_pause() -> None:
    clock = state(("12:00", "paused"), ("12:20", "ended"))

    assert clock.status(at("17:00")) == "met"
    assert clock.paused(at("17:00")) == timedelta(minutes=20)


def committed(text: str, promise: timedelta | None, *more: tuple[str, EventKind]) -> ClockState:
    events = [ClockEvent(at("11:07"), "started", TWO_HOURS), ClockEvent(at(text), "committed", promise)]
    events += [ClockEvent(at(time), kind) for time, kind in more]
    return run(events, working_time(CHARTER))


def test_a_change_of_severity_counts_from_the_original_start() -> None:
    assert committed("14:20", FOUR_HOURS).due_at == at("16:37")


def test_a_change_of_severity_keeps_earlier_pauses() -> None:
    clock = committed("14:20", FOUR_HOURS, ("12:00", "paused"), ("12:20", "resumed"))

    assert clock.due_at == at("16:57")


def test_a_stricter_promise_may_be_overdue_at_once() -> None:
    events = [ClockEvent(at("11:07"), "started", FOUR_HOURS), ClockEvent(at("15:00"), "committed", TWO_HOURS)]

    assert run(events, working_time(CHARTER)).status(at("15:00")) == "overdue"


def test_a_promise_may_be_taken_away_and_may_follow_the_start() -> None:
    assert committed("11:20", None).status(at("17:00")) == "no_commitment"
    late = [ClockEvent(at("11:07"), "started"), ClockEvent(at("11:07"), "committed", TWO_HOURS)]
    assert run(late, working_time(CHARTER)).due_at == at("14:37")


def test_a_change_after_the_answer_moves_nothing() -> None:
    events = [
        ClockEvent(at("11:07"), "started", FOUR_HOURS),
        ClockEvent(at("15:00"), "ended"),
        ClockEvent(at("15:10"), "committed", TWO_HOURS),
    ]

    assert run(events, working_time(CHARTER)).status(at("16:00")) == "met"


def test_events_are_taken_in_the_order_of_time() -> None:
    shuffled = [ClockEvent(at("14:00"), "ended"), ClockEvent(at("11:07"), "started", TWO_HOURS)]

    assert run(shuffled, working_time(CHARTER)).status(at("15:00")) == "met"


def test_a_clock_that_never_started_is_refused() -> None:
    with pytest.raises(SlaError, match="aucun événement de départ"):
        run([ClockEvent(at("11:07"), "ended")], working_time(CHARTER))


def test_a_pause_after_the_due_time_does_not_shorten_the_delay() -> None:
    clock = state(("15:00", "paused"), ("16:00", "resumed"))

    assert clock.remaining(at("17:00")) == -timedelta(hours=2, minutes=23)
    assert clock.pauses == ()


def test_a_pause_at_the_very_due_time_mends_nothing() -> None:
    clock = state(("14:37", "paused"))

    assert (clock.paused_since, clock.status(at("15:00"))) == (None, "overdue")

"""The arithmetic against a brute-force walk of the wall clock: the same answers, both directions, several calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.calendars import CHARTER, CalendarDefinition, working_time
from sla.windows import Window
from sla.working_time import WorkingTime
from tests.sla.oracle import Hours, Oracle

OFFICE: Hours = {day: [(540, 750), (840, 1080)] for day in range(5)}
# Windows that daylight saving touches, one of them over midnight by touching, one of a quarter of an hour.
NIGHTS: Hours = {day: [(0, 150), (165, 180), (1320, 1440)] for day in range(7)}


def calendar(
    zone: str, hours: Hours, country: str | None = None, subdivision: str | None = None
) -> WorkingTime:
    weekly = tuple(tuple(_window(*span) for span in hours.get(day, [])) for day in range(7))
    return working_time(CalendarDefinition(zone, weekly, country, subdivision))


def _window(start: int, end: int) -> Window:
    return Window.from_json([f"{start // 60:02}:{start % 60:02}", f"{end // 60:02}:{end % 60:02}"])


PAIRS = [
    (working_time(CHARTER), Oracle("Europe/Paris", OFFICE, "FR")),
    (calendar("Europe/Paris", OFFICE, "FR", "57"), Oracle("Europe/Paris", OFFICE, "FR", "57")),
    (calendar("Europe/Paris", NIGHTS), Oracle("Europe/Paris", NIGHTS)),
    (calendar("America/St_Johns", NIGHTS), Oracle("America/St_Johns", NIGHTS)),
    (calendar("Australia/Lord_Howe", NIGHTS), Oracle("Australia/Lord_Howe", NIGHTS)),
]

instants = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001
    datetime(2035, 12, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Tokyo")]),
)
amounts = st.timedeltas(timedelta(0), timedelta(hours=20))


@given(pair=st.sampled_from(PAIRS), start=instants, amount=amounts)
@settings(max_examples=300, deadline=None)
def test_adding_is_what_a_walk_by_minutes_gives(
    pair: tuple[WorkingTime, Oracle], start: datetime, amount: timedelta
) -> None:
    arithmetic, oracle = pair

    due = arithmetic.add(start, amount)

    assert due.astimezone(UTC) == oracle.add(start, amount)


@given(pair=st.sampled_from(PAIRS), start=instants, span=st.timedeltas(timedelta(0), timedelta(days=5)))
@settings(max_examples=300, deadline=None)
def test_time_between_is_what_a_walk_by_minutes_gives(
    pair: tuple[WorkingTime, Oracle], start: datetime, span: timedelta
) -> None:
    arithmetic, oracle = pair
    end = (start.astimezone(UTC) + span).astimezone(start.tzinfo)

    assert arithmetic.between(start, end) == oracle.between(start, end)


@given(pair=st.sampled_from(PAIRS), start=instants, amount=amounts)
@settings(max_examples=300, deadline=None)
def test_what_is_added_is_what_lies_between_and_what_the_steps_sum_to(
    pair: tuple[WorkingTime, Oracle], start: datetime, amount: timedelta
) -> None:
    arithmetic, _ = pair

    trace = arithmetic.trace(start, amount)

    assert arithmetic.between(start, trace.due) == amount
    assert sum((step.worked for step in trace.steps), timedelta(0)) == amount


@pytest.mark.parametrize(
    "day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2024-02-29", "2027-12-31"]
)
@pytest.mark.parametrize("pair", PAIRS, ids=["charter", "alsace", "nights", "st johns", "lord howe"])
def test_each_quarter_of_an_hour_of_a_delicate_day_agrees(pair: tuple[WorkingTime, Oracle], day: str) -> None:
    arithmetic, oracle = pair
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)

    for quarter in range(96):
        start = midnight + timedelta(minutes=15 * quarter)
        assert arithmetic.is_open(start) == oracle.is_open(start)
        assert arithmetic.add(start, timedelta(minutes=40)).astimezone(UTC) == oracle.add(
            start, timedelta(minutes=40)
        )

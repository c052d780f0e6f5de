"""The arithmetic against a brute-force walk along the minutes of the wall clock (CH-I): the same answers.

100,000 cases of a seeded run and those that hypothesis looks for, in both directions, on the calendars of pairs.py and
on calendars drawn at random. What disagrees is named: the calendar, the start and the amount or the end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla.working_time import WorkingTime
from tests.sla.oracle import DAY, Hours, Oracle, Special
from tests.sla.pairs import NIGHTS, OFFICE, PAIRS, ROUND_THE_CLOCK, Pair

SEED = 20_260_101
CASES = 100_000

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, 23, 59, tzinfo=UTC)
ZONES: list[tzinfo] = [
    UTC,
    ZoneInfo("Europe/Paris"),
    ZoneInfo("America/St_Johns"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kathmandu"),
    timezone(timedelta(hours=-3, minutes=-30)),
]
# Instants and amounts fall on these, so that edges are met exactly as often as they are missed by a microsecond.
GRAINS = [timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1), timedelta(minutes=30)]


each_calendar = pytest.mark.parametrize("pair", PAIRS, ids=str)


def utc(at: datetime) -> datetime:
    """The instant in UTC: across zones, Python takes no instant of a repeated hour for equal to any other."""
    return at.astimezone(UTC)


class Case(NamedTuple):
    """What is asked. Both instants are of any zone, `end` before or after `start`."""

    start: datetime
    amount: timedelta
    end: datetime

    def answers(self, asked: WorkingTime | Oracle) -> tuple[datetime, timedelta, timedelta]:
        return (
            utc(asked.add(self.start, self.amount)),
            asked.between(self.start, self.end),
            asked.between(self.end, self.start),
        )


def drawn_cases(random: Random, number: int, zone: str) -> list[Case]:
    changes = days_of_change(ZoneInfo(zone))
    cases = []
    for _ in range(number):
        # One in four on a day that the clock is set, or the day after.
        day = random.choice(changes) if random.random() < 0.25 else FIRST
        start = day + drawn(random, timedelta(days=2) if day > FIRST else LAST - FIRST)
        amount = drawn(random, timedelta(hours=random.choice([1, 12, 40, 400, 2_000])))
        span = drawn(random, timedelta(days=random.choice([1, 7, 150]))) * random.choice([-1, 1])
        end = min(max(start + span, FIRST), LAST)
        cases.append(
            Case(start.astimezone(random.choice(ZONES)), amount, end.astimezone(random.choice(ZONES)))
        )
    return cases


def drawn(random: Random, most: timedelta) -> timedelta:
    grain = random.choice(GRAINS)
    return random.randrange(most // grain + 1) * grain


def days_of_change(zone: tzinfo) -> list[datetime]:
    """The UTC midnights from which on, within a day, the clock is set."""
    midnights = [FIRST + timedelta(days=day) for day in range((LAST - FIRST).days)]
    return [
        midnight
        for midnight in midnights
        if midnight.astimezone(zone).utcoffset()
        != (midnight + timedelta(days=1)).astimezone(zone).utcoffset()
    ]


@each_calendar
def test_a_hundred_thousand_cases_are_what_a_walk_by_minutes_gives(pair: Pair) -> None:
    cases = drawn_cases(Random(f"{SEED} {pair}"), -(-CASES // len(PAIRS)), pair.zone)

    wrong = [case for case in cases if case.answers(pair.app) != case.answers(pair.oracle)]

    assert not wrong, f"{len(wrong)} on the calendar “{pair}”, the first ones: {wrong[:3]}"


@each_calendar
def test_openings_and_closings_are_where_the_minutes_change(pair: Pair) -> None:
    random = Random(f"{SEED} {pair}")
    instants = [case.start for case in drawn_cases(random, 2_500, pair.zone)]

    def around(asked: WorkingTime | Oracle, at: datetime) -> tuple[bool, list[datetime]]:
        questions = (asked.next_opening, asked.next_closing, asked.previous_opening, asked.previous_closing)
        return asked.is_open(at), [utc(question(at)) for question in questions]

    wrong = [at for at in instants if around(pair.app, at) != around(pair.oracle, at)]

    assert not wrong, f"{len(wrong)} on the calendar “{pair}”, the first ones: {wrong[:3]}"


@each_calendar
@pytest.mark.parametrize(
    "day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2024-02-29", "2027-12-31"]
)
def test_each_quarter_of_an_hour_of_a_delicate_day_agrees(pair: Pair, day: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)
    amount = timedelta(minutes=40)

    for quarter in range(96):
        start = midnight + timedelta(minutes=15 * quarter)
        assert pair.app.is_open(start) == pair.oracle.is_open(start)
        assert utc(pair.app.add(start, amount)) == pair.oracle.add(start, amount)


@pytest.mark.parametrize(
    ("zone", "year"),
    [
        pytest.param("Pacific/Apia", 2011, id="a day left out"),
        pytest.param("Pacific/Kwajalein", 1993, id="a day left out, another year"),
        pytest.param("America/Caracas", 2016, id="half an hour, for good"),
        pytest.param("Antarctica/Casey", 2010, id="three hours"),
        pytest.param("Africa/Casablanca", 2014, id="four times a year"),
    ],
)
@pytest.mark.parametrize("hours", [OFFICE, NIGHTS, ROUND_THE_CLOCK], ids=["office", "nights", "always"])
def test_zones_that_set_their_clocks_strangely_agree(zone: str, year: int, hours: Hours) -> None:
    pair = Pair(zone, zone, hours, years=range(year, year + 2))
    # Every 3 h 15, so that the quarters of an hour take turns.
    instants = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=195 * n) for n in range(365 * 7)]
    shift = timedelta(hours=9)

    wrong = [
        at
        for at in instants
        if pair.app.is_open(at) != pair.oracle.is_open(at)
        or utc(pair.app.add(at, shift)) != pair.oracle.add(at, shift)
    ]

    assert not wrong, f"{len(wrong)} in {zone}, the first ones: {wrong[:3]}"


# --- what hypothesis looks for ------------------------------------------------------------------------------


def instants_of(first_year: int, last_year: int) -> st.SearchStrategy[datetime]:
    return st.datetimes(
        datetime(first_year, 1, 1),  # noqa: DTZ001
        datetime(last_year, 12, 30),  # noqa: DTZ001
        timezones=st.sampled_from(ZONES),
    )


pairs = st.sampled_from(PAIRS)
instants = instants_of(2020, 2035)
amounts = st.timedeltas(timedelta(0), timedelta(hours=400))


@given(pair=pairs, start=instants, amount=amounts)
@settings(max_examples=1_000, deadline=None)
def test_adding_is_what_a_walk_by_minutes_gives(pair: Pair, start: datetime, amount: timedelta) -> None:
    due = pair.app.add(start, amount)

    assert utc(due) == pair.oracle.add(start, amount)


@given(pair=pairs, start=instants, end=instants)
@settings(max_examples=1_000, deadline=None)
def test_time_between_is_what_counting_minutes_gives(pair: Pair, start: datetime, end: datetime) -> None:
    worked = pair.app.between(start, end)

    assert worked == pair.oracle.between(start, end)


@given(pair=pairs, start=instants, amount=amounts)
@settings(max_examples=300, deadline=None)
def test_what_is_added_is_what_lies_between_and_what_the_steps_sum_to(
    pair: Pair, start: datetime, amount: timedelta
) -> None:
    trace = pair.app.trace(start, amount)

    assert pair.app.between(start, trace.due) == amount
    assert sum((step.worked for step in trace.steps), timedelta(0)) == amount


# Clocks set by an hour, by half an hour or by two, at midnight, at noon in UTC, around Ramadan, and not at all.
DELICATE_ZONES = [
    "Europe/Paris",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "America/Havana",
    "America/Santiago",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Pacific/Chatham",
    "Asia/Kathmandu",
]


@st.composite
def windows(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Some windows of a day, apart or touching."""
    edges = sorted(draw(st.sets(st.integers(0, DAY), max_size=6)))
    return list(pairwise(edges))[:: draw(st.sampled_from([1, 2]))]


@st.composite
def specials(draw: st.DrawFn) -> Special:
    day = draw(st.dates(date(2025, 1, 1), date(2026, 12, 31))).isoformat()
    start = draw(st.integers(0, DAY - 1))
    return Special(day[draw(st.sampled_from([0, 5])) :], start, draw(st.integers(start + 1, DAY)))


@st.composite
def calendars(draw: st.DrawFn) -> Pair:
    hours: Hours = {day: draw(windows()) for day in range(7)}
    country = draw(st.sampled_from([None, "FR", "CA"]))
    closures, openings = draw(st.lists(specials(), max_size=4)), draw(st.lists(specials(), max_size=4))
    return Pair(
        "drawn",
        draw(st.sampled_from(DELICATE_ZONES)),
        hours,
        country,
        closures=tuple(closures),
        openings=tuple(openings),
        # A year more on each side: what is New Year's night in one zone lies outside the year in UTC.
        years=range(2024, 2028),
    )


@given(pair=calendars(), start=instants_of(2025, 2026), end=instants_of(2025, 2026))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_calendar_drawn_at_random_agrees(pair: Pair, start: datetime, end: datetime) -> None:
    first, second = sorted([utc(start), utc(end)])

    worked = pair.app.between(first, second)

    assert worked == pair.oracle.between(first, second)
    assert pair.app.is_open(start) == pair.oracle.is_open(start)
    # So much lies between them for certain: the walk does not leave the two years.
    assert utc(pair.app.add(first, worked)) == pair.oracle.add(first, worked)

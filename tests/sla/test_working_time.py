"""Working time, edge by edge (CH-I). The charter's hours unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from sla.calendars import CHARTER, CalendarDefinition, working_time
from sla.errors import InvalidAmountError, InvalidInstantError, NeverClosesError, NoOpeningError
from sla.windows import Occasion, Window
from sla.working_time import WorkingTime

PARIS = ZoneInfo("Europe/Paris")
CST = working_time(CHARTER)


def at(text: str) -> datetime:
    """An instant in Paris: "2026-10-13 11:07"."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def every_day(*windows: tuple[str, str], zone: str = "Europe/Paris") -> WorkingTime:
    day = tuple(Window.from_json(list(window)) for window in windows)
    return working_time(CalendarDefinition(time_zone=zone, weekly=(day,) * 7, holiday_country=None))


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        pytest.param("2026-10-13 11:07", 2, "2026-10-13 14:37", id="over lunch"),
        pytest.param("2026-10-13 09:00", 2, "2026-10-13 11:00", id="from the very opening"),
        pytest.param("2026-10-13 10:30", 2, "2026-10-13 12:30", id="ending at lunch is due at lunch"),
        pytest.param("2026-10-13 16:00", 2, "2026-10-13 18:00", id="ending at closing is due at closing"),
        pytest.param("2026-10-13 12:30", 2, "2026-10-13 16:00", id="from the very start of lunch"),
        pytest.param("2026-10-13 13:10", 2, "2026-10-13 16:00", id="from within lunch"),
        pytest.param("2026-10-13 06:00", 2, "2026-10-13 11:00", id="before opening"),
        pytest.param("2026-10-13 18:00", 2, "2026-10-14 11:00", id="from the very closing"),
        pytest.param("2026-10-13 21:00", 2, "2026-10-14 11:00", id="after closing"),
        pytest.param("2026-10-13 17:30", 2, "2026-10-14 10:30", id="over night"),
        pytest.param("2026-10-16 17:30", 2, "2026-10-19 10:30", id="over the weekend"),
        pytest.param("2026-10-17 10:00", 2, "2026-10-19 11:00", id="from the weekend"),
        pytest.param("2026-07-13 16:30", 2, "2026-07-15 09:30", id="over the 14 July"),
        pytest.param("2026-07-14 10:00", 2, "2026-07-15 11:00", id="from a public holiday"),
        pytest.param("2026-04-03 17:00", 2, "2026-04-07 10:00", id="over Easter weekend and Monday"),
        pytest.param("2026-10-13 11:07", 12, "2026-10-14 17:07", id="severity 4"),
        pytest.param("2026-12-31 17:00", 2, "2027-01-04 10:00", id="over New Year"),
    ],
)
def test_adding_working_hours(start: str, amount: float, due: str) -> None:
    assert CST.add(at(start), hours(amount)) == at(due)


def test_seconds_and_microseconds_are_kept() -> None:
    assert CST.add(at("2026-10-13 11:07:31.000250"), hours(2)) == at("2026-10-13 14:37:31.000250")


def test_the_last_microsecond_before_lunch_is_worked() -> None:
    due = CST.add(at("2026-10-13 12:29:59.999999"), timedelta(microseconds=2))

    assert due == at("2026-10-13 14:00:00.000001")


@pytest.mark.parametrize(
    "zone",
    [
        UTC,
        ZoneInfo("Asia/Tokyo"),
        ZoneInfo("America/Los_Angeles"),
        timezone(timedelta(hours=-3, minutes=-30)),
    ],
)
def test_an_instant_of_any_zone_gives_the_same_due_time(zone: timezone | ZoneInfo) -> None:
    assert CST.add(at("2026-10-13 11:07").astimezone(zone), hours(2)) == at("2026-10-13 14:37")


def test_the_result_is_in_the_zone_of_the_calendar() -> None:
    due = CST.add(at("2026-10-13 11:07").astimezone(UTC), hours(2))

    assert due.isoformat() == "2026-10-13T14:37:00+02:00"


def test_nothing_to_work_is_due_at_once_even_when_closed() -> None:
    assert CST.add(at("2026-10-17 10:00"), timedelta(0)) == at("2026-10-17 10:00")


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(InvalidInstantError, match="2026-10-13T11:07:00 n’a pas de fuseau horaire"):
        CST.add(datetime(2026, 10, 13, 11, 7), hours(2))  # noqa: DTZ001
    with pytest.raises(ValueError, match="fuseau horaire"):
        CST.is_open(datetime(2026, 10, 13, 11, 7))  # noqa: DTZ001


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(InvalidAmountError, match="négative"):
        CST.add(at("2026-10-13 11:07"), timedelta(microseconds=-1))


@pytest.mark.parametrize("year", [1, 1969, 2101, 9999])
def test_years_beyond_the_calendars_are_refused(year: int) -> None:
    with pytest.raises(InvalidInstantError, match="1970 à 2100"):
        CST.add(datetime(year, 6, 1, tzinfo=UTC), hours(2))
    with pytest.raises(InvalidInstantError, match="1970 à 2100"):
        CST.add(datetime(year, 6, 1, tzinfo=UTC), hours(0))


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [("1970-01-01 00:00", False), ("1970-01-01 10:00", False), ("2100-12-31 17:59", True)],
)
def test_the_first_and_the_last_day_are_answered_whatever_was_asked_before(
    instant: str, is_open: bool
) -> None:
    arithmetic = WorkingTime(CHARTER)

    for _ in range(2):
        assert arithmetic.is_open(at(instant)) is is_open
        # The year is known from here on.
        arithmetic.is_open(at(f"{instant[:4]}-06-15 10:00"))


@pytest.mark.parametrize(("instant", "year"), [("1969-12-31 23:59", 1969), ("2101-01-01 00:00", 2101)])
def test_the_instants_just_outside_are_refused_by_their_year_whatever_was_asked_before(
    instant: str, year: int
) -> None:
    arithmetic = WorkingTime(CHARTER)

    for _ in range(2):
        with pytest.raises(InvalidInstantError, match=f"L’année {year} est hors"):
            arithmetic.is_open(at(instant))
        arithmetic.is_open(at(f"{min(max(year, 1970), 2100)}-06-15 10:00"))


@pytest.mark.parametrize("amount", [hours(10_000_000), timedelta.max])
def test_a_due_time_beyond_the_calendars_is_refused(amount: timedelta) -> None:
    with pytest.raises(InvalidInstantError, match="après 2100"):
        CST.add(at("2026-10-13 11:07"), amount)


# --- between --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        pytest.param("2026-10-13 11:07", "2026-10-13 14:37", hours(2), id="over lunch"),
        pytest.param("2026-10-13 12:30", "2026-10-13 14:00", hours(0), id="lunch itself"),
        pytest.param("2026-10-13 18:00", "2026-10-14 09:00", hours(0), id="a night"),
        pytest.param("2026-10-12 00:00", "2026-10-19 00:00", hours(37.5), id="a week"),
        pytest.param("2026-07-13 00:00", "2026-07-16 00:00", hours(15), id="a holiday between two days"),
        pytest.param("2026-10-13 11:07", "2026-10-13 11:07", hours(0), id="no time"),
        pytest.param("2026-10-13 14:37", "2026-10-13 11:07", hours(-2), id="backwards is negative"),
    ],
)
def test_working_time_between(start: str, end: str, worked: timedelta) -> None:
    assert CST.between(at(start), at(end)) == worked


def test_a_year_of_2026_has_252_working_days() -> None:
    assert CST.between(at("2026-01-01 00:00"), at("2027-01-01 00:00")) == 252 * hours(7.5)


# --- openings and closings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        ("2026-10-13 08:59:59", False),
        ("2026-10-13 09:00", True),
        ("2026-10-13 12:29:59", True),
        ("2026-10-13 12:30", False),
        ("2026-10-13 14:00", True),
        ("2026-10-13 18:00", False),
        ("2026-10-17 10:00", False),
        ("2026-07-14 10:00", False),
    ],
)
def test_an_opening_is_open_and_a_closing_is_not(instant: str, is_open: bool) -> None:
    assert CST.is_open(at(instant)) is is_open


@pytest.mark.parametrize(
    ("instant", "opening"),
    [
        ("2026-10-13 09:00", "2026-10-13 09:00"),
        ("2026-10-13 10:00", "2026-10-13 14:00"),
        ("2026-10-13 13:00", "2026-10-13 14:00"),
        ("2026-10-16 18:00", "2026-10-19 09:00"),
    ],
)
def test_the_next_opening_is_at_or_after_the_instant(instant: str, opening: str) -> None:
    assert CST.next_opening(at(instant)) == at(opening)


@pytest.mark.parametrize(
    ("instant", "closing"),
    [("2026-10-13 10:00", "2026-10-13 12:30"), ("2026-10-13 12:30", "2026-10-13 18:00")],
)
def test_the_next_closing_is_after_the_instant(instant: str, closing: str) -> None:
    assert CST.next_closing(at(instant)) == at(closing)


def test_the_previous_opening_and_closing_are_at_or_before_the_instant() -> None:
    assert CST.previous_closing(at("2026-10-13 12:30")) == at("2026-10-13 12:30")
    assert CST.previous_closing(at("2026-10-19 10:00")) == at("2026-10-16 18:00")
    assert CST.previous_opening(at("2026-10-13 09:00")) == at("2026-10-13 09:00")
    assert CST.previous_opening(at("2026-10-13 08:00")) == at("2026-10-12 14:00")


def test_a_calendar_that_never_opens_gives_no_deadline() -> None:
    never = working_time(CalendarDefinition())

    with pytest.raises(NoOpeningError, match="aucune ouverture à moins de deux ans du 13/10/2026"):
        never.add(at("2026-10-13 11:07"), hours(1))
    with pytest.raises(NoOpeningError, match="aucune ouverture"):
        never.next_opening(at("2026-10-13 11:07"))
    assert never.between(at("2026-10-13 11:07"), at("2027-10-13 11:07")) == hours(0)


def opened_on(*days: date) -> WorkingTime:
    morning = Window(time(9), time(12))
    return WorkingTime(CalendarDefinition(openings=tuple(Occasion.on(day, "Essai", morning) for day in days)))


def test_two_years_without_opening_are_an_error_whatever_was_asked_before() -> None:
    rare = opened_on(date(2020, 1, 6), date(2023, 1, 9))

    for _ in range(2):
        with pytest.raises(NoOpeningError, match="06/01/2020"):
            rare.add(at("2020-01-06 11:00"), hours(2))
        # The years beyond are known from here on.
        assert rare.add(at("2022-06-01 11:00"), hours(1)) == at("2023-01-09 10:00")


def test_less_than_two_years_without_opening_are_waited_for() -> None:
    rare = opened_on(date(2020, 1, 6), date(2021, 12, 20))

    assert rare.add(at("2020-01-06 11:00"), hours(2)) == at("2021-12-20 10:00")


def test_years_asked_for_in_any_order_give_the_same_arithmetic() -> None:
    forward, backward = WorkingTime(CHARTER), WorkingTime(CHARTER)
    instants = [at(f"{year}-06-15 10:10") for year in (1971, 1999, 2026, 2050, 2099)]

    expected = [forward.add(instant, hours(400)) for instant in instants]

    assert [backward.add(instant, hours(400)) for instant in reversed(instants)] == expected[::-1]
    assert forward.between(instants[0], instants[4]) == backward.between(instants[0], instants[4])


# --- round the clock ----------------------------------------------------------------------------------------------


def test_windows_that_touch_are_one() -> None:
    touching = every_day(("09:00", "12:00"), ("12:00", "18:00"))

    assert touching.next_closing(at("2026-10-13 10:00")) == at("2026-10-13 18:00")


def test_a_centre_open_round_the_clock_works_real_time_and_never_closes() -> None:
    always = every_day(("00:00", "24:00"))

    assert always.add(at("2026-10-13 11:07"), hours(48)) == at("2026-10-15 11:07")
    assert len(always.trace(at("2026-10-13 11:07"), hours(48)).steps) == 1
    for question in (
        always.next_closing,
        always.next_opening,
        always.previous_closing,
        always.previous_opening,
    ):
        with pytest.raises(NeverClosesError):
            question(at("2026-10-13 11:07"))


def test_a_window_may_begin_and_end_at_any_second() -> None:
    brief = every_day(("09:00:17", "09:00:43"), ("10:00", "10:30:01"))

    assert brief.between(at("2026-10-13 00:00"), at("2026-10-13 09:30")) == timedelta(seconds=26)
    assert brief.add(at("2026-10-13 09:00:42"), timedelta(seconds=3)) == at("2026-10-13 10:00:02")


# --- daylight saving ------------------------------------------------------------------------------------------------


def test_the_hour_skipped_in_spring_is_not_worked() -> None:
    night = every_day(("01:00", "05:00"))

    assert night.between(at("2026-03-29 00:00"), at("2026-03-29 12:00")) == hours(3)
    assert night.add(at("2026-03-29 01:30"), hours(1)) == at("2026-03-29 03:30")


def test_the_hour_repeated_in_autumn_is_worked_twice() -> None:
    night = every_day(("01:00", "05:00"))

    assert night.between(at("2026-10-25 00:00"), at("2026-10-25 12:00")) == hours(5)
    assert night.add(at("2026-10-25 01:30"), hours(1)).isoformat() == "2026-10-25T02:30:00+02:00"
    assert night.add(at("2026-10-25 01:30"), hours(2)).isoformat() == "2026-10-25T02:30:00+01:00"


def test_a_window_within_the_skipped_hour_does_not_exist_that_day() -> None:
    night = every_day(("02:15", "02:45"))

    assert night.add(at("2026-03-29 00:00"), hours(0.5)) == at("2026-03-30 02:45")


def test_a_window_that_ends_within_the_repeated_hour_opens_twice() -> None:
    night = every_day(("01:00", "02:30"))

    steps = night.open_between(at("2026-10-25 00:00"), at("2026-10-25 12:00"))

    assert [(step.start.isoformat(), step.end.isoformat()) for step in steps] == [
        ("2026-10-25T01:00:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00"),
    ]


def test_a_step_over_the_change_counts_real_time() -> None:
    [step] = every_day(("01:00", "05:00")).trace(at("2026-10-25 01:00"), hours(5)).steps

    assert step.worked == hours(5)


def test_a_working_weekend_of_change_keeps_office_hours() -> None:
    assert CST.add(at("2026-03-27 17:00"), hours(2)).isoformat() == "2026-03-30T10:00:00+02:00"
    assert CST.add(at("2026-10-23 17:00"), hours(2)).isoformat() == "2026-10-26T10:00:00+01:00"


# --- traces -----------------------------------------------------------------------------------------------------------


def test_a_trace_tells_what_was_worked_and_what_was_skipped() -> None:
    trace = CST.trace(at("2026-10-13 11:07"), hours(2))

    assert [(step.start, step.end) for step in trace.steps] == [
        (at("2026-10-13 11:07"), at("2026-10-13 12:30")),
        (at("2026-10-13 14:00"), at("2026-10-13 14:37")),
    ]
    assert [(s.start, s.end, s.why) for s in trace.skipped] == [
        (at("2026-10-13 12:30"), at("2026-10-13 14:00"), "pause déjeuner")
    ]


def test_a_trace_from_a_closed_instant_begins_with_a_skip() -> None:
    trace = CST.trace(at("2026-10-17 10:00"), hours(2))

    assert [(s.start, s.end, s.why) for s in trace.skipped] == [
        (at("2026-10-17 10:00"), at("2026-10-19 09:00"), "week-end")
    ]


def test_a_trace_that_ends_at_a_closing_skips_nothing_after_it() -> None:
    assert CST.trace(at("2026-10-13 16:00"), hours(2)).skipped == ()


def test_a_trace_of_nothing_is_empty() -> None:
    trace = CST.trace(at("2026-10-17 10:00"), hours(0))

    assert (trace.due, trace.steps, trace.skipped) == (at("2026-10-17 10:00"), (), ())


def test_a_centre_open_now_that_never_opens_again_is_told_as_that() -> None:
    days = tuple(Occasion.on(date(2026, 10, 14) + timedelta(days=number), "Travaux") for number in range(740))
    ending = working_time(replace(CHARTER, closures=days))

    with pytest.raises(NoOpeningError, match="aucune ouverture"):
        ending.next_opening(at("2026-10-13 15:00"))
    assert ending.next_closing(at("2026-10-13 15:00")) == at("2026-10-13 18:00")

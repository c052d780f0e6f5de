"""What other libraries of working time hold of clocks that are set and of what a calendar may be, held of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sla.calendars import CHARTER, CalendarDefinition, working_time
from sla.errors import InvalidCalendarError, NoOpeningError
from tests.sla.bureau import WEEK, at, every_day, hours, window, written

# --- clocks that are set ------------------------------------------------------------------------------------

# Los Angeles skips 2:00-3:00 on 14 March 2027 and repeats 1:00-2:00 on 7 November 2027.


def los_angeles(text: str) -> datetime:
    return at(text, "America/Los_Angeles")


def test_a_window_within_the_skipped_hour_is_left_out() -> None:
    early = every_day("America/Los_Angeles", window("02:15", "02:45"))

    assert early.next_opening(los_angeles("2027-03-14 00:00")) == los_angeles("2027-03-15 02:15")


def test_a_window_out_of_the_skipped_hour_opens_when_the_clock_first_shows_it_where_biz_drops_it() -> None:
    early = every_day("America/Los_Angeles", window("02:30", "03:15"))

    [stretch] = early.open_between(los_angeles("2027-03-14 00:00"), los_angeles("2027-03-14 12:00"))

    assert written((stretch,)) == ["14 03:00-03:15"]


def test_a_window_that_ends_at_a_midnight_that_is_skipped_ends_there() -> None:
    havana = every_day("America/Havana", window("22:00", "24:00"))

    closing = havana.next_closing(at("2027-03-13 23:00", "America/Havana"))

    assert closing.isoformat() == "2027-03-14T01:00:00-04:00"


def test_a_window_that_starts_in_the_repeated_hour_starts_the_first_time_and_again() -> None:
    night = every_day("America/Los_Angeles", window("01:30", "03:00"))

    stretches = night.open_between(los_angeles("2027-11-07 00:00"), los_angeles("2027-11-07 12:00"))

    assert [(step.start.isoformat(), step.worked) for step in stretches] == [
        ("2027-11-07T01:30:00-07:00", hours(0.5)),
        ("2027-11-07T01:30:00-08:00", hours(1.5)),
    ]


# --- what a calendar may be ---------------------------------------------------------------------------------


def test_a_calendar_without_hours_is_allowed_where_biz_refuses_it_but_gives_no_deadline() -> None:
    empty = working_time(CalendarDefinition("UTC", holiday_country=None))

    with pytest.raises(NoOpeningError):
        empty.add(at("01 08:00"), hours(1))


@pytest.mark.parametrize(
    ("opens", "closes"), [("16:00", "08:00"), ("08:00", "08:00"), ("8h", "16h"), ("08:00", "25:00")]
)
def test_a_window_that_is_none_is_refused(opens: str, closes: str) -> None:
    with pytest.raises(InvalidCalendarError):
        window(opens, closes)


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidCalendarError):
        replace(WEEK, time_zone="Europe/Atlantis")


# --- businesstimedelta --------------------------------------------------------------------------------------

LUNCH_AT_NOON = (window("09:00", "12:00"), window("13:00", "18:00"))
OFFICE = CalendarDefinition("UTC", (LUNCH_AT_NOON,) * 5 + ((), ()), None)


def test_forty_hours_from_monday_morning_end_on_friday_evening() -> None:
    due = working_time(OFFICE).add(at("01 09:00"), hours(40))

    assert due == at("05 18:00")
    assert working_time(OFFICE).between(at("01 09:00"), at("05 18:00")) == hours(40)


def test_during_lunch_the_next_opening_is_the_end_of_lunch() -> None:
    assert working_time(OFFICE).next_opening(at("01 12:30")) == at("01 13:00")


def test_a_week_with_a_public_holiday_is_a_day_shorter() -> None:
    french = working_time(replace(OFFICE, holiday_country="FR"))

    # 14 July 2027 is a Wednesday.
    assert french.between(at("2027-07-12 09:00"), at("2027-07-19 09:00")) == hours(32)


def test_office_hours_of_one_continent_overlap_those_of_another_in_part() -> None:
    santiago = working_time(replace(OFFICE, time_zone="America/Santiago"))

    worked = santiago.between(los_angeles("2027-02-01 09:00"), los_angeles("2027-02-01 18:00"))

    # Five hours later there: 14:00 to 23:00.
    assert worked == hours(4)


def test_a_night_shift_is_one_stretch_over_midnight() -> None:
    nights = every_day("UTC", window("00:00", "06:00"), window("22:00", "24:00"))

    assert nights.next_closing(at("01 23:00")) == at("02 06:00")
    assert nights.add(at("01 23:00"), hours(8)) == at("02 23:00")


# --- workalendar --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    ["01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"],
)
def test_the_centre_is_closed_on_each_french_holiday_of_2027(day: str) -> None:
    assert not working_time(CHARTER).is_open(at(f"2027-{day} 10:00", "Europe/Paris"))


def test_a_year_of_2027_has_254_working_days() -> None:
    start, end = at("2027-01-01 00:00", "Europe/Paris"), at("2028-01-01 00:00", "Europe/Paris")

    assert working_time(CHARTER).between(start, end) == 254 * hours(7.5)


def test_the_working_day_after_good_friday_is_the_tuesday_after_easter_in_alsace() -> None:
    alsace = working_time(replace(CHARTER, holiday_subdivision="57"))

    assert alsace.next_opening(at("2027-03-26 10:00", "Europe/Paris")) == at(
        "2027-03-30 09:00", "Europe/Paris"
    )
    assert working_time(CHARTER).is_open(at("2027-03-26 10:00", "Europe/Paris"))


def test_results_are_in_the_zone_of_the_calendar_where_biz_gives_utc() -> None:
    due = working_time(CHARTER).add(datetime(2027, 2, 1, 8, tzinfo=UTC), hours(1))

    assert due.isoformat() == "2027-02-01T10:00:00+01:00"

"""What other libraries of working time hold their own suites to, asked of ours (CH-I).

The situations are those of zendesk/biz (Ruby), businesstimedelta and workalendar (Python), restated on dates of our
own; where our answer is another on purpose, the test says so. What they know and we do not: amounts in days, and
subtracting an amount from an instant (here what lies between, asked backwards).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.calendars import CalendarDefinition, working_time
from sla.errors import InvalidAmountError
from sla.windows import Occasion
from sla.working_time import WorkingTime
from tests.sla.bureau import BUREAU, WEEK, at, closed_on, every_day, hours, window, written

# --- an amount after an instant, and back -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        pytest.param("01 10:00", hours(15), "03 12:00", id="over three days"),
        pytest.param("01 10:00", timedelta(minutes=90), "01 11:30", id="minutes"),
        pytest.param("01 15:59:30", timedelta(seconds=45), "02 10:00:15", id="seconds over a night"),
        pytest.param("06 11:00", hours(2), "08 09:00", id="over a Sunday"),
        pytest.param("01 08:00", hours(36.5), "06 12:00", id="a whole week ends on its Saturday"),
    ],
)
def test_an_amount_leads_forward_and_what_lies_between_leads_back(
    start: str, amount: timedelta, due: str
) -> None:
    reached = BUREAU.add(at(start), amount)

    assert reached == at(due)
    assert BUREAU.between(reached, at(start)) == -amount


def test_a_negative_amount_is_refused_as_in_biz() -> None:
    with pytest.raises(InvalidAmountError):
        BUREAU.add(at("01 10:00"), hours(-1))


def test_an_amount_of_zero_is_due_at_once_where_biz_refuses_it() -> None:
    assert BUREAU.add(at("07 10:00"), hours(0)) == at("07 10:00")


def test_an_amount_that_fills_the_day_is_due_at_its_closing_and_not_at_the_next_opening() -> None:
    assert BUREAU.add(at("01 08:00"), hours(8)) == at("01 16:00")


# --- is it open ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        pytest.param("07 10:00", False, id="a day without hours"),
        pytest.param("01 07:59:59", False, id="before the opening"),
        pytest.param("01 08:00", True, id="the opening"),
        pytest.param("01 12:00", True, id="within"),
        # A time segment of biz holds its end.
        pytest.param("01 16:00", False, id="the closing"),
        pytest.param("01 16:00:01", False, id="after the closing"),
    ],
)
def test_an_instant_is_in_hours(instant: str, is_open: bool) -> None:
    assert BUREAU.is_open(at(instant)) is is_open


@pytest.mark.parametrize(
    ("new_york", "is_open"),
    [("10:59", False), ("11:00", True), ("15:00", True), ("19:00", False), ("20:00", False)],
)
def test_hours_of_one_zone_are_asked_with_instants_of_another(new_york: str, is_open: bool) -> None:
    los_angeles = every_day("America/Los_Angeles", window("08:00", "16:00"))

    assert los_angeles.is_open(at(f"01 {new_york}", "America/New_York")) is is_open


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        pytest.param("03 10:59:59", True, id="before the break"),
        pytest.param("03 11:00", False, id="the beginning of the break"),
        pytest.param("03 12:00", False, id="within the break"),
        pytest.param("03 13:00", True, id="the end of the break"),
        pytest.param("05 12:00", True, id="the same hours of another day"),
    ],
)
def test_a_break_on_one_date_closes_its_hours(instant: str, is_open: bool) -> None:
    with_break = closed_on(date(2027, 2, 3), hours=window("11:00", "13:00"))

    assert with_break.is_open(at(instant)) is is_open


@pytest.mark.parametrize(
    ("instant", "is_closed"),
    [
        ("2027-02-02 23:59", False),
        ("2027-02-03 00:00", True),
        ("2027-02-03 12:00", True),
        ("2027-02-04 00:00", False),
        ("2027-02-05 12:00", False),
    ],
)
def test_a_holiday_lasts_from_midnight_to_midnight_in_the_zone_of_the_calendar(
    instant: str, is_closed: bool
) -> None:
    always = CalendarDefinition(
        "America/Los_Angeles",
        ((window("00:00", "24:00"),),) * 7,
        None,
        closures=(Occasion.on(date(2027, 2, 3), "Congé"),),
    )
    asked = at(instant, "America/Los_Angeles").astimezone(ZoneInfo("America/New_York"))

    assert working_time(always).is_open(asked) is not is_closed


# --- how much lies between ----------------------------------------------------------------------------------


def test_a_week_holds_its_hours() -> None:
    assert BUREAU.between(at("01 00:00"), at("08 00:00")) == hours(36.5)


def test_nothing_lies_between_an_instant_and_itself() -> None:
    assert BUREAU.between(at("01 12:00"), at("01 12:00")) == hours(0)


def test_an_end_before_the_start_is_negative_where_biz_says_zero() -> None:
    assert BUREAU.between(at("08 00:00"), at("01 00:00")) == hours(-36.5)


def test_a_break_is_not_worked() -> None:
    with_break = closed_on(date(2027, 2, 3), hours=window("11:00", "13:00"))

    assert with_break.between(at("03 00:00"), at("04 00:00")) == hours(6)
    assert with_break.add(at("03 10:00"), hours(2)) == at("03 14:00")


def test_a_break_that_reaches_beyond_the_hours_takes_what_there_is() -> None:
    with_break = closed_on(date(2027, 2, 3), hours=window("06:00", "09:00"))

    assert with_break.between(at("03 00:00"), at("04 00:00")) == hours(7)


# --- the open stretches of a range --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "stretches"),
    [
        pytest.param("03 13:32:41", "03 18:00", ["03 13:32:41-16:00"], id="a start to the second"),
        pytest.param("03 06:00", "03 13:32:41", ["03 08:00-13:32:41"], id="an end to the second"),
        pytest.param("02 16:00", "03 07:00", [], id="none within"),
        pytest.param("02 09:00", "02 16:00", ["02 10:00-15:00"], id="one within"),
        pytest.param("02 07:00", "03 17:00", ["02 10:00-15:00", "03 08:00-16:00"], id="two within"),
        pytest.param("03 12:00", "03 17:00", ["03 12:00-16:00"], id="the start in one"),
        pytest.param("02 00:00", "02 13:00", ["02 10:00-13:00"], id="the end in one"),
        pytest.param("03 09:00", "03 13:00", ["03 09:00-13:00"], id="all in one"),
        pytest.param("02 13:00", "03 11:00", ["02 13:00-15:00", "03 08:00-11:00"], id="both ends in two"),
        pytest.param("02 07:00", "02 10:00", [], id="the end at an opening"),
        pytest.param("02 07:00", "02 15:00", ["02 10:00-15:00"], id="the end at a closing"),
        pytest.param("02 15:00", "03 08:00", [], id="from a closing to an opening"),
        pytest.param("02 08:00", "01 08:00", [], id="the end before the start"),
    ],
)
def test_a_range_holds_its_open_stretches(start: str, end: str, stretches: list[str]) -> None:
    assert written(BUREAU.open_between(at(start), at(end))) == stretches


def test_two_weeks_hold_twelve_stretches_in_order() -> None:
    week = ["08:00-16:00", "10:00-15:00", "08:00-16:00", "10:00-15:00", "08:00-16:00", "09:30-12:00"]
    days = ["01", "02", "03", "04", "05", "06", "08", "09", "10", "11", "12", "13"]

    stretches = BUREAU.open_between(at("01 00:00"), at("15 00:00"))

    assert written(stretches) == [f"{day} {span}" for day, span in zip(days, week * 2, strict=True)]


def test_holidays_in_a_row_of_days_hold_no_stretch() -> None:
    with_holidays = closed_on(date(2027, 2, 15), date(2027, 2, 17))

    stretches = with_holidays.open_between(at("13 00:00"), at("19 00:00"))

    assert written(stretches) == ["13 09:30-12:00", "16 10:00-15:00", "18 10:00-15:00"]


@pytest.mark.parametrize(
    ("zone", "days"), [("America/Los_Angeles", 1), ("America/Los_Angeles", 7), ("Europe/Paris", 7)]
)
def test_hours_that_fill_the_days_make_one_stretch(zone: str, days: int) -> None:
    midnight = at("2027-02-01 00:00", zone)

    [stretch] = every_day(zone, window("00:00", "24:00")).open_between(
        midnight, midnight + timedelta(days=days)
    )

    assert stretch.worked == timedelta(days=days)


def test_windows_given_out_of_order_are_sorted() -> None:
    unsorted = every_day("UTC", window("14:00", "16:00"), window("08:00", "10:00"))

    stretches = unsorted.open_between(at("01 00:00"), at("02 00:00"))

    assert written(stretches) == ["01 08:00-10:00", "01 14:00-16:00"]


def test_the_evening_of_a_week_that_is_over_in_utc_still_counts() -> None:
    saturdays = CalendarDefinition(
        "America/Los_Angeles", ((), (), (), (), (), (window("06:00", "18:00"),), ()), None
    )

    due = working_time(saturdays).add(at("2027-02-06 17:00", "America/Los_Angeles"), hours(1))

    assert due == at("2027-02-07 02:00")


# --- the steps of an amount ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "amount", "steps"),
    [
        pytest.param("01 09:32:42", hours(2), ["01 09:32:42-11:32:42"], id="a start to the second"),
        pytest.param("01 09:30", timedelta(seconds=127), ["01 09:30-09:32:07"], id="an amount in seconds"),
        pytest.param("01 12:00", hours(2), ["01 12:00-14:00"], id="within one"),
        pytest.param("01 12:00", hours(4), ["01 12:00-16:00"], id="to the edge of one"),
        pytest.param("01 12:00", hours(7), ["01 12:00-16:00", "02 10:00-13:00"], id="beyond one"),
        pytest.param("01 06:00", hours(2), ["01 08:00-10:00"], id="from outside, less than the next"),
        pytest.param("01 06:00", hours(9), ["01 08:00-16:00", "02 10:00-11:00"], id="more than the next"),
        pytest.param("01 08:00", hours(13), ["01 08:00-16:00", "02 10:00-15:00"], id="two full ones"),
        pytest.param("01 12:00", hours(0), [], id="none for zero"),
    ],
)
def test_an_amount_is_worked_in_steps(start: str, amount: timedelta, steps: list[str]) -> None:
    assert written(BUREAU.trace(at(start), amount).steps) == steps


# --- before and after an instant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "asked", "answer"),
    [
        pytest.param(WorkingTime.next_opening, "07 00:00", "08 08:00", id="the period after, from outside"),
        pytest.param(WorkingTime.next_closing, "01 12:00", "01 16:00", id="the rest of one, from inside"),
        pytest.param(WorkingTime.previous_closing, "02 00:00", "01 16:00", id="the period before"),
        pytest.param(WorkingTime.previous_opening, "01 12:00", "01 08:00", id="the past of one, from inside"),
        pytest.param(WorkingTime.previous_closing, "16 00:00", "13 12:00", id="before, over a holiday"),
        pytest.param(WorkingTime.next_opening, "13 12:00", "16 10:00", id="after, over a holiday"),
        pytest.param(WorkingTime.next_opening, "16 15:00", "18 10:00", id="after, over the other holiday"),
    ],
)
def test_the_periods_around_an_instant(
    question: Callable[[WorkingTime, datetime], datetime], asked: str, answer: str
) -> None:
    with_holidays = closed_on(date(2027, 2, 15), date(2027, 2, 17))

    assert question(with_holidays, at(asked)) == at(answer)


def test_the_next_day_with_hours_may_be_weeks_away() -> None:
    mondays = CalendarDefinition(
        "UTC",
        ((window("01:00", "02:00"),), (), (), (), (), (), ()),
        None,
        closures=(Occasion.on(date(2027, 2, 8), "Congé"),),
    )

    assert working_time(mondays).next_opening(at("01 02:00")) == at("15 01:00")


def test_hours_of_one_date_stand_in_place_of_the_usual_ones() -> None:
    shift = replace(
        WEEK,
        closures=(Occasion.on(date(2027, 2, 2), "Équipe du soir"),),
        openings=(Occasion.on(date(2027, 2, 2), "Équipe du soir", window("18:00", "22:00")),),
    )

    stretches = working_time(shift).open_between(at("02 00:00"), at("03 00:00"))

    assert written(stretches) == ["02 18:00-22:00"]

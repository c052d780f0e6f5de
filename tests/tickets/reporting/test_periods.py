"""The period that figures are about, and the columns that it is drawn in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from tests.world import PARIS
from tickets.reporting.periods import Period, Step, Unit, containing

TUESDAY = date(2026, 10, 13)


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [
        (Unit.WEEK, date(2026, 10, 12), date(2026, 10, 18)),
        (Unit.MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (Unit.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (Unit.DAYS, TUESDAY, TUESDAY),
    ],
)
def test_a_period_holds_the_day_that_it_was_chosen_by(unit: Unit, first: date, last: date) -> None:
    assert containing(unit, TUESDAY) == Period(unit, first, last)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31)])
def test_one_period_begins_where_the_one_before_ends(unit: Unit, day: date) -> None:
    period = containing(unit, day)

    assert period.before().last + timedelta(days=1) == period.first
    assert period.after().first == period.last + timedelta(days=1)
    assert period.after().before() == period


def test_it_begins_and_ends_at_midnight_in_paris_across_the_end_of_summer_time() -> None:
    october = containing(Unit.MONTH, TUESDAY)

    assert october.start == datetime(2026, 10, 1, tzinfo=PARIS)
    assert october.end == datetime(2026, 11, 1, tzinfo=PARIS)
    assert (october.start.utcoffset(), october.end.utcoffset()) == (timedelta(hours=2), timedelta(hours=1))


@pytest.mark.parametrize(
    ("days", "step", "columns"),
    [(14, Step.DAY, 14), (15, Step.WEEK, 3), (365, Step.WEEK, 53), (730, Step.MONTH, 24)],
)
def test_columns_stay_few(days: int, step: Step, columns: int) -> None:
    first = date(2025, 1, 1)

    period = Period(Unit.DAYS, first, first + timedelta(days=days - 1))

    assert (period.step, len(period.steps())) == (step, columns)


def test_the_first_column_may_begin_before_the_period() -> None:
    assert containing(Unit.MONTH, TUESDAY).steps()[0] == date(2026, 9, 28)


@pytest.mark.parametrize(
    ("unit", "french"),
    [
        (Unit.MONTH, "octobre 2026"),
        (Unit.QUARTER, "T4 2026"),
        (Unit.WEEK, "du 12 octobre 2026 au 18 octobre 2026"),
    ],
)
def test_a_period_has_a_name(unit: Unit, french: str) -> None:
    with translation.override("fr"):
        assert containing(unit, TUESDAY).label == french

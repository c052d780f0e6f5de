"""How time spent is rounded before it is debited (CH-PS)."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.models import RoundingRule
from contracts.time_credit import rounding
from tests.world import World


def rule(from_day: date, step: int, minimum: int) -> RoundingRule:
    """A rule that is no row yet."""
    return RoundingRule(from_day=from_day, step_minutes=step, minimum_minutes=minimum)


QUARTERS = rule(date(2020, 1, 1), step=15, minimum=15)
HALF_HOUR_FIRST = rule(date(2020, 1, 1), step=15, minimum=30)
EXACT = rule(date(2020, 1, 1), step=1, minimum=1)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(1, 15), (14, 15), (15, 15), (16, 30), (59, 60), (60, 60), (61, 75), (210, 210)],
)
def test_a_quarter_of_an_hour_begun_counts_whole(minutes: int, expected: int) -> None:
    assert rounding.billed(minutes, QUARTERS) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(1, 30), (29, 30), (30, 30), (31, 45)])
def test_the_minimum_comes_before_the_steps(minutes: int, expected: int) -> None:
    assert rounding.billed(minutes, HALF_HOUR_FIRST) == expected


def test_a_minimum_that_is_no_whole_number_of_steps_is_rounded_too() -> None:
    assert rounding.billed(1, rule(date(2020, 1, 1), step=15, minimum=20)) == 30


def test_a_step_of_a_minute_changes_nothing() -> None:
    assert [rounding.billed(minutes, EXACT) for minutes in (1, 7, 61)] == [1, 7, 61]


@pytest.mark.parametrize("minutes", [0, -15])
def test_no_time_at_all_is_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="positif"):
        rounding.billed(minutes, QUARTERS)


def test_the_latest_rule_that_has_begun_holds(world: World) -> None:
    rule(date(2026, 10, 13), step=30, minimum=60).save()

    assert rounding.billed_minutes(20, date(2026, 10, 12)) == 30
    assert rounding.billed_minutes(20, date(2026, 10, 13)) == 60


def test_before_the_first_rule_the_minutes_count_as_they_are(world: World) -> None:
    assert rounding.billed_minutes(7, date(2019, 12, 31)) == 7


def test_what_is_billed_never_shrinks_and_never_skips_more_than_a_step() -> None:
    billed = [rounding.billed(minutes, HALF_HOUR_FIRST) for minutes in range(1, 600)]

    assert billed == sorted(billed)
    assert all(0 <= charged - minutes < 30 for minutes, charged in enumerate(billed, start=1))

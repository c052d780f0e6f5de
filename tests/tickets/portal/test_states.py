"""How long, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.world import PARIS, TUESDAY
from tickets.portal.states import since


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-5), "depuis un instant"),
        (timedelta(seconds=59), "depuis un instant"),
        (timedelta(minutes=1), "depuis 1\u00a0min"),
        (timedelta(minutes=59, seconds=59), "depuis 59\u00a0min"),
        (timedelta(hours=1), "depuis 1\u00a0h"),
        (timedelta(hours=11, minutes=30), "depuis 11\u00a0h"),
        (timedelta(hours=13), "depuis 1\u00a0jour"),
        (timedelta(days=2), "depuis 2\u00a0jours"),
        (timedelta(days=400), "depuis 400\u00a0jours"),
    ],
)
def test_since_says_it_as_people_do(ago: timedelta, said: str) -> None:
    assert since(TUESDAY - ago, TUESDAY) == said


def test_days_are_days_in_paris() -> None:
    saturday_night = datetime(2026, 10, 24, 22, 30, tzinfo=PARIS)  # the clocks go back in that night
    sunday = datetime(2026, 10, 25, 11, 0, tzinfo=PARIS)

    assert since(saturday_night, sunday) == "depuis 1\u00a0jour"

"""Where a contract stands on a day, in words (CH-0)."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.ending.lifetime import lifetime
from contracts.models import Contract

CONTRACT = Contract(number="EX", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("today", "text", "tone"),
    [
        (date(2025, 12, 31), "à venir", ""),
        (date(2026, 1, 1), "en cours", "ok"),
        (date(2026, 10, 31), "en cours", "ok"),
        (date(2026, 11, 1), "finit dans 60 jours", "soon"),
        (date(2026, 12, 30), "finit dans 1 jour", "soon"),
        (date(2026, 12, 31), "finit aujourd’hui", "soon"),
        (date(2027, 1, 1), "terminé", "late"),
    ],
)
def test_its_first_and_last_day_are_included(today: date, text: str, tone: str) -> None:
    found = lifetime(CONTRACT, today)

    assert (found.text.replace("\u00a0", " "), found.tone) == (text, tone)


def test_the_time_to_speak_of_a_renewal_is_near_the_end_and_after() -> None:
    days = (date(2026, 10, 31), date(2026, 11, 1), date(2027, 1, 1))

    assert [lifetime(CONTRACT, day).is_ending for day in days] == [False, True, True]

"""Durations as people type them."""

from __future__ import annotations

import pytest

from contracts.time_credit.typed_duration import minutes_of


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1h30", 90),
        ("1 h 30", 90),
        ("1H30", 90),
        ("1h05min", 65),
        ("1:30", 90),
        ("2h", 120),
        ("2 heures", 120),
        ("45 min", 45),
        ("90m", 90),
        ("0h30", 30),
        ("+1h", 60),
        ("-0h30", -30),
        ("- 0h30", -30),
        ("\u22121h", -60),
        ("\u20131h", -60),
        ("1\u00a0h\u00a030", 90),
        ("0h", 0),
        ("1000h", 60_000),
    ],
)
def test_what_people_write(typed: str, minutes: int) -> None:
    assert minutes_of(typed) == minutes


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "30",
        "1h75",
        "1h5",
        "--1h",
        "+-1h",
        "1h30 de trop",
        "1,5h",
        "un peu",
        "1001h",
        "1000h01",
        "-1001h",
        "٣h",
    ],
)
def test_anything_else_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="1h30, 45 min ou -0h30"):
        minutes_of(typed)

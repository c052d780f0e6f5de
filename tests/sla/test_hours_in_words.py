"""Hours as people type them, read and said again (CH-I)."""

from __future__ import annotations

from datetime import time

import pytest
from django.utils import translation

from sla.calendars import CHARTER
from sla.errors import InvalidCalendarError
from sla.explain import refusal
from sla.hours_in_words import open_hours, window_typed, windows_typed
from sla.windows import Window, spans


@pytest.mark.parametrize(
    "text",
    [
        "9h-12h30, 14h-18h",
        "9:00–12:30, 14:00–18:00",
        "9h00 à 12h30 et 14h00 à 18h00",
        "de 9h à 12h30, puis de 14h à 18h",
        "9.00-12.30 / 14.00-18.00",
        "9-12:30 14-18",
        "14h-18h ; 9h-12h30",
        " 09h00 — 12h30,14h—18h ",
        "from 9:00 to 12:30 and from 14:00 to 18:00",
    ],
)
def test_the_charter_s_day_is_read_however_it_is_written(text: str) -> None:
    assert windows_typed(text, "lundi") == CHARTER.weekly[0]


@pytest.mark.parametrize("text", ["", "  ", "fermé", "Fermé", "closed", "-"])
def test_nothing_and_closed_are_a_closed_day(text: str) -> None:
    assert windows_typed(text, "lundi") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9h à midi", Window(time(9), time(12))),
        ("14h-minuit", Window(time(14), time(0))),
        ("minuit à 6h", Window(time(0), time(6))),
        ("de minuit jusqu’à midi", Window(time(0), time(12))),
        ("midnight to 6", Window(time(0), time(6))),
        ("from midnight to noon", Window(time(0), time(12))),
        ("minuit - minuit", Window(time(0), time(0))),
        ("0h-24h", Window(time(0), time(0))),
    ],
)
def test_noon_and_the_two_midnights(text: str, expected: Window) -> None:
    assert windows_typed(text, "lundi") == (expected,)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("9h-12h, 11h-14h", "lundi : les plages 9h00-12h00 et 11h00-14h00 se chevauchent."),
        ("12h-9h", "La plage 12h00-9h00 se termine avant de commencer."),
        ("22h-2h", "La plage 22h00-2h00 se termine avant de commencer."),
        ("9h-9h", "La plage 9h00-9h00 commence et se termine à la même heure."),
        ("25h-26h", "« 25h00 » n’est pas une heure."),
        ("9h-12h75", "« 12h75 » n’est pas une heure."),
        ("matin", "lundi : « matin » n’est pas une plage. Écrivez par exemple 9h-12h30, 14h-18h."),
        ("9h-", "lundi : « 9h- » n’est pas une plage. Écrivez par exemple 9h-12h30, 14h-18h."),
        (
            "9h-12h, après-midi",
            "lundi : « après-midi » n’est pas une plage. Écrivez par exemple 9h-12h30, 14h-18h.",
        ),
    ],
)
def test_what_is_no_window_is_refused_by_a_sentence_that_quotes_it(text: str, sentence: str) -> None:
    with pytest.raises(InvalidCalendarError) as refused:
        windows_typed(text, "lundi")

    assert refusal(refused.value).replace("\u00a0", " ") == sentence


@pytest.mark.parametrize("text", ["", "toute la journée", "all day"])
def test_an_occasion_without_hours_is_the_whole_day(text: str) -> None:
    assert window_typed(text, "Pont") is None


def test_an_occasion_has_one_window() -> None:
    with pytest.raises(InvalidCalendarError, match="«\u00a0Pont\u00a0»\u00a0: une seule plage par ligne"):
        window_typed("9h-12h, 14h-18h", "Pont")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_said_is_read_again(language: str) -> None:
    day = (Window(time(0), time(6, 15)), Window(time(9), time(12, 30)), Window(time(20), time(0)))

    with translation.override(language):
        assert windows_typed(open_hours(spans(day)), "lundi") == day


def test_the_hours_are_said_with_a_dash_and_no_leading_zero() -> None:
    assert open_hours(spans(CHARTER.weekly[0])) == "9h00–12h30, 14h00–18h00"
    assert open_hours(()) == "fermé"

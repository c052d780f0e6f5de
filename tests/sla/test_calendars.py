"""What a calendar opens and closes, and what it refuses (CH-I)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sla.calendars import CHARTER, CalendarDefinition, working_time
from sla.errors import InvalidCalendarError
from sla.windows import Occasion, Window

PARIS = ZoneInfo("Europe/Paris")
MORNING, AFTERNOON = Window(time(9), time(12, 30)), Window(time(14), time(18))


def reasons(definition: CalendarDefinition, start: str, end: str) -> list[tuple[str, str, str]]:
    """The closed stretches between two Paris times: from, to, why."""
    first, second = (datetime.fromisoformat(text).replace(tzinfo=PARIS) for text in (start, end))
    closed = working_time(definition).closed_between(first, second)
    return [(f"{skip.start:%d %H:%M}", f"{skip.end:%d %H:%M}", skip.why) for skip in closed]


def is_open(definition: CalendarDefinition, text: str) -> bool:
    return working_time(definition).is_open(datetime.fromisoformat(text).replace(tzinfo=PARIS))


def test_the_charter_opens_seven_hours_and_a_half_from_monday_to_friday() -> None:
    assert CHARTER.weekly == ((MORNING, AFTERNOON),) * 5 + ((), ())
    assert (CHARTER.time_zone, CHARTER.holiday_country) == ("Europe/Paris", "FR")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-10-13 12:00", "2026-10-13 15:00", [("13 12:30", "13 14:00", "pause déjeuner")]),
        ("2026-10-13 17:00", "2026-10-14 10:00", [("13 18:00", "14 09:00", "nuit")]),
        ("2026-10-16 17:00", "2026-10-19 10:00", [("16 18:00", "19 09:00", "week-end")]),
        ("2026-07-13 17:00", "2026-07-15 10:00", [("13 18:00", "15 09:00", "Fête nationale")]),
        (
            "2026-04-03 17:00",
            "2026-04-07 10:00",
            [("03 18:00", "06 00:00", "week-end"), ("06 00:00", "07 09:00", "Lundi de Pâques")],
        ),
        # The 15 August 2026 is a Saturday: closed in any case.
        ("2026-08-14 17:00", "2026-08-17 10:00", [("14 18:00", "17 09:00", "week-end")]),
    ],
)
def test_closed_time_bears_its_reason(start: str, end: str, expected: list[tuple[str, str, str]]) -> None:
    assert reasons(CHARTER, start, end) == expected


def test_reasons_exist_in_english() -> None:
    start, end = datetime(2026, 7, 13, 12, tzinfo=PARIS), datetime(2026, 7, 18, 10, tzinfo=PARIS)

    skips = working_time(CHARTER).closed_between(start, end)

    assert {skip.reason.in_language("en-gb") for skip in skips} == {
        "lunch break",
        "National Day",
        "night",
        "weekend",
    }


def test_a_break_that_is_no_lunch_is_called_a_break() -> None:
    coffee = replace(CHARTER, weekly=((Window(time(8), time(9, 45)), Window(time(10), time(17))),) * 7)

    assert reasons(coffee, "2026-10-13 09:00", "2026-10-13 11:00") == [("13 09:45", "13 10:00", "pause")]


def test_a_weekday_without_windows_is_a_closing_day() -> None:
    no_monday = replace(CHARTER, weekly=((), *CHARTER.weekly[1:]))

    assert reasons(no_monday, "2026-10-11 10:00", "2026-10-13 09:00") == [
        ("11 10:00", "12 00:00", "week-end"),
        ("12 00:00", "13 09:00", "jour de fermeture"),
    ]


# --- public holidays, closures, openings ------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "name"), [("2026-04-03", "Vendredi saint"), ("2025-12-26", "Saint-Étienne")])
def test_alsace_moselle_has_two_more_holidays(day: str, name: str) -> None:
    alsace = replace(CHARTER, holiday_subdivision="57")

    assert is_open(CHARTER, f"{day} 10:00")
    assert not is_open(alsace, f"{day} 10:00")
    reason = alsace.plan(date.fromisoformat(day)).taken_by
    assert reason is not None
    assert reason.french.lower() == name.lower()


def test_a_calendar_without_country_has_no_holidays() -> None:
    assert is_open(replace(CHARTER, holiday_country=None), "2026-07-14 10:00")


def test_a_half_day_closure_takes_the_afternoon_and_bears_its_label() -> None:
    closed = replace(CHARTER, closures=(Occasion.on(date(2026, 12, 24), "Réveillon", AFTERNOON),))

    assert is_open(closed, "2026-12-24 12:00")
    assert reasons(closed, "2026-12-24 09:00", "2026-12-28 09:00") == [
        ("24 12:30", "25 00:00", "Réveillon"),
        ("25 00:00", "26 00:00", "Noël"),
        ("26 00:00", "28 09:00", "week-end"),
    ]


def test_a_closure_to_the_minute_within_a_window_cuts_it_in_two() -> None:
    drill = Occasion.on(date(2026, 10, 13), "Exercice d’évacuation", Window(time(10, 7), time(10, 41)))

    assert reasons(replace(CHARTER, closures=(drill,)), "2026-10-13 09:00", "2026-10-13 12:00") == [
        ("13 10:07", "13 10:41", "Exercice d’évacuation")
    ]


def test_a_closure_of_several_days_is_one_stretch_with_its_days() -> None:
    days = tuple(Occasion.on(date(2026, 12, day), "Fermeture annuelle") for day in (29, 30, 31))
    definition = replace(CHARTER, closures=days)

    [skip] = working_time(definition).closed_between(
        datetime(2026, 12, 28, 18, tzinfo=PARIS), datetime(2026, 12, 31, 20, tzinfo=PARIS)
    )

    assert (skip.why, skip.days) == ("Fermeture annuelle", (date(2026, 12, 29), date(2026, 12, 31)))


def test_a_yearly_closure_comes_back_every_year() -> None:
    definition = replace(CHARTER, closures=(Occasion("Saint-Éloi", 12, 1),))

    assert not is_open(definition, "2026-12-01 10:00")
    assert not is_open(definition, "2031-12-01 10:00")


def test_the_29_february_of_every_year_falls_in_leap_years() -> None:
    definition = replace(CHARTER, closures=(Occasion("Inventaire", 2, 29),))

    assert not is_open(definition, "2028-02-29 10:00")
    assert is_open(definition, "2027-03-01 10:00")


def test_an_exceptional_opening_opens_a_saturday() -> None:
    saturday = replace(CHARTER, openings=(Occasion.on(date(2026, 10, 17), "Migration", MORNING),))

    assert working_time(saturday).add(
        datetime(2026, 10, 16, 17, tzinfo=PARIS), timedelta(hours=2)
    ) == datetime(2026, 10, 17, 10, tzinfo=PARIS)
    assert reasons(saturday, "2026-10-17 12:00", "2026-10-19 09:00") == [("17 12:30", "19 09:00", "week-end")]


def test_an_exceptional_opening_wins_over_a_holiday_and_a_closure() -> None:
    definition = replace(
        CHARTER,
        closures=(Occasion.on(date(2026, 7, 14), "Fermeture"),),
        openings=(Occasion.on(date(2026, 7, 14), "Astreinte", MORNING),),
    )

    assert is_open(definition, "2026-07-14 10:00")
    assert not is_open(definition, "2026-07-14 15:00")


# --- refusals --------------------------------------------------------------------------------------------------------


def test_windows_that_overlap_are_refused_and_named() -> None:
    with pytest.raises(
        InvalidCalendarError, match="mardi\u00a0: les plages 9h00-12h30 et 12h00-18h00 se chevauchent"
    ):
        CalendarDefinition(weekly=((), (MORNING, Window(time(12), time(18))), (), (), (), (), ()))


@pytest.mark.parametrize(
    ("closes", "why"),
    [(time(8), "se termine avant de commencer"), (time(9), "commence et se termine à la même heure")],
)
def test_a_window_without_any_time_is_refused(closes: time, why: str) -> None:
    with pytest.raises(InvalidCalendarError, match=why):
        Window(time(9), closes)


def test_a_window_may_end_at_midnight() -> None:
    evening = CalendarDefinition(weekly=((Window(time(20), time(0)),),) * 7, holiday_country=None)

    assert is_open(evening, "2026-10-13 23:59:59")
    assert not is_open(evening, "2026-10-14 00:00")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"holiday_subdivision": "999"}, "La subdivision «\u00a0999\u00a0» n’existe pas pour le pays FR."),
        ({"holiday_country": "ZZ"}, "Le pays «\u00a0ZZ\u00a0» n’existe pas."),
        (
            {"holiday_country": None, "holiday_subdivision": "57"},
            "La subdivision «\u00a057\u00a0» est donnée sans pays.",
        ),
        ({"time_zone": "Europe/Lille"}, "Le fuseau horaire «\u00a0Europe/Lille\u00a0» n’existe pas."),
        ({"weekly": ((),)}, "La semaine compte sept jours, du lundi au dimanche\u00a0: 1 sont donnés."),
        (
            {"openings": (Occasion.on(date(2026, 10, 17), "Migration"),)},
            "L’ouverture exceptionnelle «\u00a0Migration\u00a0» doit donner ses heures.",
        ),
    ],
)
def test_what_does_not_exist_is_refused_with_its_name(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidCalendarError) as refused:
        replace(CHARTER, **change)

    assert str(refused.value) == sentence


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(
        InvalidCalendarError, match="«\u00a0Inventaire\u00a0»\u00a0: le jour 29/02/2027 n’existe pas"
    ):
        Occasion("Inventaire", 2, 29, 2027)


def test_an_occasion_without_name_is_refused() -> None:
    with pytest.raises(InvalidCalendarError, match="du 24/12 n’a pas de nom"):
        Occasion(" ", 12, 24)


# --- json --------------------------------------------------------------------------------------------------


def test_json_gives_back_an_equal_definition() -> None:
    definition = CalendarDefinition(
        weekly=((Window(time(8, 0, 30), time(0)),),) * 7,
        holiday_subdivision="57",
        closures=(Occasion("Réveillon", 12, 24, None, AFTERNOON), Occasion.on(date(2026, 5, 15), "Pont")),
        openings=(Occasion.on(date(2026, 10, 17), "Migration", MORNING),),
    )

    assert CalendarDefinition.from_json(definition.to_json()) == definition


@pytest.mark.parametrize(
    "change",
    [
        {"weekly": 7},
        {"weekly": [[["09:00"]], [], [], [], [], [], []]},
        {"weekly": [[["09:00", "25:00"]], [], [], [], [], [], []]},
        {"closures": [{"label": "Pont", "date": "15 mai"}]},
        {"closures": [{"label": "Pont", "date": "05-15", "from": "09:00"}]},
        {"colour": "blue"},
    ],
)
def test_json_of_another_shape_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidCalendarError):
        CalendarDefinition.from_json({**CHARTER.to_json(), **change})


def test_the_pure_modules_need_no_django() -> None:
    code = "import sla.clock, sla.calendars, sys; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

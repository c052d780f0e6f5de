"""Slips in an edited calendar, said before it is saved (CH-I)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from sla.calendar_doubts import doubts
from sla.calendars import CHARTER, CalendarDefinition
from sla.occasion_rows import Row, occasions
from sla.windows import Window

TODAY = date(2026, 10, 13)


def said(after: CalendarDefinition, effective_from: date = TODAY) -> list[str]:
    found = doubts(after, CHARTER, effective_from, TODAY)
    return [sentence.replace("\u00a0", " ").replace("\u202f", " ") for sentence in found]


def closed(row: Row) -> CalendarDefinition:
    return replace(CHARTER, closures=occasions(row))


def test_an_ordinary_change_raises_no_doubt() -> None:
    assert said(closed(Row("Réveillon", "24/12", "", "14h-18h"))) == []


def test_a_closure_of_exactly_the_lunch_says_that_lunch_is_closed_already() -> None:
    assert said(closed(Row("Déjeuner", "20/10/2026", "", "12h30-14h"))) == [
        (
            "« Déjeuner » couvre exactement la pause de 12h30–14h00, déjà fermée dans la semaine : "
            "cette ligne ne change rien."
        )
    ]


@pytest.mark.parametrize(
    "row",
    [
        Row("Soirée", "20/10/2026", "", "19h-22h"),
        Row("Week-end", "17/10/2026", "18/10/2026"),
        Row("Noël", "25/12"),
    ],
    ids=["evening", "weekend", "holiday"],
)
def test_a_closure_of_closed_time_says_that_it_takes_nothing(row: Row) -> None:
    assert said(closed(row)) == [
        f"« {row.label} » n’enlève aucune heure : le centre est déjà fermé à ce moment-là."
    ]


@pytest.mark.parametrize(
    ("row", "spoken_of"),
    [
        (Row("Permanence", "20/10/2026", "", "9h-12h"), True),
        (Row("Permanence", "20/10/2026", "", "9h-13h"), False),
        (Row("Permanence", "11/11/2026", "", "9h-12h"), False),
    ],
    ids=["within the hours", "into lunch", "on a holiday"],
)
def test_an_opening_of_open_time_says_that_it_adds_nothing(row: Row, spoken_of: bool) -> None:
    found = said(replace(CHARTER, openings=occasions(row)))

    sentence = "« Permanence » n’ajoute aucune heure : le centre est déjà ouvert à ce moment-là."
    assert found == ([sentence] if spoken_of else [])


def test_a_row_of_days_takes_something_when_one_of_its_days_does() -> None:
    assert said(closed(Row("Noël", "24/12/2026", "27/12/2026"))) == []


def test_a_date_gone_by_says_that_running_deadlines_are_counted_again() -> None:
    [sentence] = said(CHARTER, date(2026, 10, 1))

    assert sentence.startswith("La date d’effet est passée : les échéances en cours sont recalculées")
    assert "depuis le jeudi 1er octobre" in sentence


def test_a_day_of_more_than_twelve_hours_is_asked_about() -> None:
    long = replace(CHARTER, weekly=((Window(time(6), time(19)),), *CHARTER.weekly[1:]))

    assert said(long) == ["Lundi compte 13h d’ouverture : est-ce bien voulu ?"]


def test_days_closed_for_three_weeks_in_a_row_are_asked_about() -> None:
    assert said(closed(Row("Travaux", "02/11/2026", "22/11/2026"))) == [
        (
            "Le centre serait fermé du samedi 31 octobre au dimanche 22 novembre, 23 jours de suite : "
            "est-ce bien voulu ?"
        )
    ]


def test_twenty_days_closed_in_a_row_are_a_holiday() -> None:
    assert said(closed(Row("Congés", "02/11/2026", "17/11/2026"))) == []


def test_a_closure_of_many_rows_is_one_stretch_across_the_years() -> None:
    months = ("01/12/2026", "31/12/2026"), ("01/01/2027", "28/02/2027"), ("01/03/2027", "31/03/2027")
    rows = tuple(each for ends in months for each in occasions(Row("Travaux", *ends)))

    [sentence] = said(replace(CHARTER, closures=rows))

    assert sentence == (
        "Le centre serait fermé du mardi 1er décembre au mercredi 31 mars 2027, 121 jours de suite : "
        "est-ce bien voulu ?"
    )


def test_a_long_closure_of_a_later_year_is_asked_about_too() -> None:
    [sentence] = said(closed(Row("Travaux", "01/08/2031", "31/08/2031")))

    assert "31 jours de suite" in sentence


def test_a_long_closure_of_every_year_is_asked_about_once() -> None:
    [sentence] = said(closed(Row("Été", "01/08", "31/08")))

    assert sentence.startswith("Le centre serait fermé du samedi 31 juillet 2027 au mardi 31 août 2027")


def test_a_long_closure_that_was_there_already_is_not_asked_about_again() -> None:
    known = closed(Row("Été", "01/08", "31/08"))
    changed = replace(known, openings=occasions(Row("Migration", "17/10/2026", "", "9h-12h")))

    assert doubts(changed, known, TODAY, TODAY) == ()


def test_an_occasion_before_the_day_of_effect_is_a_slip_in_the_year() -> None:
    assert said(closed(Row("Pont", "15/05/2026"))) == [
        "« Pont » tombe le 15/05/2026, avant la date d’effet : cette ligne ne change rien."
    ]


def test_an_old_occasion_that_was_there_already_is_not_spoken_of() -> None:
    known = closed(Row("Pont", "15/05/2026"))

    assert doubts(known, known, TODAY, TODAY) == ()

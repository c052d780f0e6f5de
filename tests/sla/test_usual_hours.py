"""Opening hours in a sentence: they follow the calendar, whatever it becomes (CH-I)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from sla import usual_hours
from sla.calendars import CHARTER, CalendarDefinition
from sla.models import Calendar, CalendarVersion
from sla.timeline import BEGINNING, Timeline
from sla.windows import Occasion, Window

PARIS = ZoneInfo("Europe/Paris")
MORNING, AFTERNOON = Window.from_json(["09:00", "12:30"]), Window.from_json(["14:00", "18:00"])
DAY, SHORT = (MORNING, AFTERNOON), (MORNING,)


def week(*days: tuple[Window, ...], **changes: object) -> CalendarDefinition:
    return replace(CHARTER, weekly=(*days, *((),) * (7 - len(days))), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("definition", "text"),
    [
        (CHARTER, "du lundi au vendredi, 9h00–12h30 et 14h00–18h00, hors jours fériés"),
        (week(*[DAY] * 5, holiday_country=None), "du lundi au vendredi, 9h00–12h30 et 14h00–18h00"),
        (
            week(*[DAY] * 4, SHORT),
            "du lundi au jeudi, 9h00–12h30 et 14h00–18h00\u202f; vendredi, 9h00–12h30, hors jours fériés",
        ),
        (week(SHORT, SHORT), "lundi et mardi, 9h00–12h30, hors jours fériés"),
        (week(SHORT, (), SHORT, (), SHORT), "lundi, mercredi et vendredi, 9h00–12h30, hors jours fériés"),
        (week(*[SHORT] * 7), "tous les jours, 9h00–12h30, hors jours fériés"),
        (week(holiday_country=None), "fermé toute la semaine"),
    ],
)
def test_the_usual_week_in_a_sentence(definition: CalendarDefinition, text: str) -> None:
    assert usual_hours.usual_hours(definition) == text


def ahead(today: date, **changes: object) -> tuple[str, ...]:
    definition = replace(CHARTER, **changes)  # type: ignore[arg-type]
    return usual_hours.ahead(Timeline(((BEGINNING, definition),)), today)


def test_a_holiday_to_come_is_told_unless_the_day_is_closed_anyway() -> None:
    assert ahead(date(2026, 12, 20)) == (
        "fermé vendredi 25 décembre, Noël",
        "fermé vendredi 1er janvier 2027, Jour de l’an",
    )
    assert ahead(date(2026, 8, 10)) == ()  # 15 August is a Saturday


def test_a_closure_of_some_hours_tells_those_that_are_left() -> None:
    closed = Occasion.on(date(2026, 10, 22), "Inventaire", AFTERNOON)

    assert ahead(date(2026, 10, 13), closures=(closed,)) == (
        "ouvert jeudi 22 octobre, 9h00–12h30 seulement, Inventaire",
    )


def test_an_exceptional_opening_is_told() -> None:
    opened = Occasion.on(date(2026, 10, 17), "Migration", MORNING)

    assert ahead(date(2026, 10, 13), openings=(opened,)) == (
        "ouvert samedi 17 octobre, 9h00–12h30, Migration",
    )


def test_a_closure_of_several_days_is_one_sentence() -> None:
    days = tuple(Occasion.on(date(2026, 10, day), "Déménagement") for day in (19, 20, 21))

    assert ahead(date(2026, 10, 13), closures=days) == (
        "fermé du lundi 19 octobre au mercredi 21 octobre, Déménagement",
    )


def test_what_is_far_is_not_told_yet() -> None:
    assert ahead(date(2026, 12, 1)) == ()


@pytest.mark.django_db
def test_the_centre_s_hours_are_those_in_force_on_the_day() -> None:
    CalendarVersion.objects.create(
        calendar=Calendar.objects.get(code="cst"),
        number=2,
        effective_from=date(2026, 10, 14),
        definition=week(*[SHORT] * 5).to_json(),
    )

    before, after = (usual_hours.of_centre(datetime(2026, 10, day, 10, tzinfo=PARIS)) for day in (13, 14))

    assert "14h00–18h00" in before
    assert after == "du lundi au vendredi, 9h00–12h30, hors jours fériés"


def test_in_english_the_hours_are_english() -> None:
    with translation.override("en"):
        assert "9:00–12:30" in usual_hours.usual_hours(CHARTER)

"""The calendars in the console, as the centre reads them (CH-I)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from sla.calendars import CHARTER
from sla.models import Calendar, CalendarVersion
from sla.occasion_rows import Row
from sla.timeline import BEGINNING
from tests.tickets.console.calendar_pages import (
    AFTERNOON_OFF,
    EDIT,
    LIST,
    PAGE,
    As,
    closed,
    saved,
)
from tests.tickets.console.reading import words
from tests.world import World


def test_a_line_says_what_holds_now_and_what_is_to_come(world: World, as_: As) -> None:
    saved(world, closed(Row("Réveillon", "24/12", "", "14h-18h")))
    saved(world, CHARTER, date(2027, 3, 1))

    page = words(as_(world.ines).get(LIST))

    for expected in (
        "Ouvert pause à 12h30",
        "Centre de support technique France, Europe/Paris",
        "9h00–12h30, 14h00–18h00",
        "dim. 1 nov. Toussaint",
        "n° 3 le 01/03/2027",
    ):
        assert expected in page


@pytest.mark.parametrize("person", ["claire", "ines", "hugo"])
def test_the_centre_reads_a_calendar_and_leads_alone_are_offered_to_edit_it(
    world: World, as_: As, person: str
) -> None:
    page = as_(getattr(world, person)).get(PAGE).content.decode()

    assert (EDIT in page) is (person == "hugo")


def test_the_page_says_the_week_the_holidays_and_every_day(world: World, as_: As) -> None:
    page = words(as_(world.claire).get(PAGE))

    assert "lundi 9h00–12h30, 14h00–18h00" in page
    assert "mer. 11 nov. Armistice" in page
    assert "13 9h00–12h30, 14h00–18h00" in page
    assert "252 jours ouverts, 1890h" in page


def test_another_year_and_a_month_of_it_in_words(world: World, as_: As) -> None:
    client = as_(world.claire)

    assert "Année 2027" in words(client.get(PAGE, {"annee": 2027}))
    page = words(client.get(PAGE, {"annee": 2027, "mois": 7}))
    assert "Juillet 2027" in page and "mer 14 fermé Fête nationale" in page
    assert "juin 2027" in page and "août 2027" in page


def test_december_is_followed_by_january_of_the_next_year(world: World, as_: As) -> None:
    shown = as_(world.claire).get(PAGE, {"annee": 2026, "mois": 12})

    assert shown.context["next"].query == "annee=2027&mois=1"


@pytest.mark.parametrize(
    "query",
    [
        {"annee": "1969"},
        {"annee": "2101"},
        {"annee": "x"},
        {"mois": "13"},
        {"version": "1"},
        {"version": "9"},
    ],
)
def test_an_address_that_names_nothing_is_not_found(world: World, as_: As, query: dict[str, str]) -> None:
    assert as_(world.claire).get(PAGE, query).status_code == 404


def test_the_first_and_the_last_year_have_one_neighbour(world: World, as_: As) -> None:
    client = as_(world.claire)

    assert client.get(PAGE, {"annee": 1970}).context["previous"] is None
    assert client.get(PAGE, {"annee": 2100}).context["next"] is None


def test_an_unknown_calendar_is_not_found(world: World, as_: As) -> None:
    assert as_(world.hugo).get("/console/horaires/lune/").status_code == 404
    assert as_(world.hugo).get("/console/horaires/lune/modification/").status_code == 404


def test_versions_say_from_when_why_by_whom_and_where_they_stand(world: World, as_: As) -> None:
    saved(world, closed(AFTERNOON_OFF), note="Réunion d’équipe")
    saved(world, CHARTER, date(2027, 1, 4), note="Sera remplacée")
    saved(world, CHARTER, date(2026, 12, 1), note="Retour à la charte")

    lines = as_(world.claire).get(PAGE).context["versions"]

    assert [(line.version.number, line.state) for line in lines] == [
        (4, "prévue"),
        (3, "remplacée"),
        (2, "en vigueur"),
        (1, "passée"),
    ]
    page = words(as_(world.claire).get(PAGE))
    assert "Réunion d’équipe 13 octobre 2026, 12h07, par Hugo Leroy en vigueur" in page


def test_what_a_version_changed_is_shown_on_its_own(world: World, as_: As) -> None:
    saved(world, closed(AFTERNOON_OFF))
    saved(world, CHARTER)

    page = words(as_(world.claire).get(PAGE, {"version": 2, "annee": 2026}))

    assert "Ce que la version 2 a changé en 2026" in page
    assert "mar. 13 oct. 9h00–12h30, 14h00–18h00 devient 9h00–12h30, Réunion" in page


def test_a_calendar_of_the_admin_without_any_hours_is_not_shown_yet(world: World, as_: As) -> None:
    Calendar.objects.create(code="vide", name="Sans horaires")
    client = as_(world.hugo)

    assert "Sans horaires" not in words(client.get(LIST))
    assert client.get("/console/horaires/vide/").status_code == 404


def test_the_list_costs_the_same_queries_for_many_calendars(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(world.claire)
    with CaptureQueriesContext(connection) as alone:
        client.get(LIST)
    for number in range(5):
        calendar = Calendar.objects.create(code=f"c{number}", name=f"Calendrier {number}")
        CalendarVersion.objects.create(
            calendar=calendar, number=1, effective_from=BEGINNING, definition=CHARTER.to_json()
        )

    with django_assert_max_num_queries(len(alone)):
        assert client.get(LIST).status_code == 200

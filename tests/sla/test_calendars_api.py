"""Which calendars there are by program, and their closures (CH-I)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from api.deadlines import DeadlineAnswer
from sla.calendars import CHARTER
from sla.models import Calendar, CalendarVersion, Commitment
from sla.timeline import BEGINNING
from tests.world import TUESDAY, World
from tickets.api.deadline import TicketDeadlineShown


@pytest.fixture
def night(world: World) -> Calendar:
    """A calendar beside the centre's, on which no level runs."""
    found = Calendar.objects.create(code="nuit", name="Astreinte de nuit")
    openings = [{"label": "Bascule", "date": "2026-12-24", "hours": ["22:00", "24:00"]}]
    CalendarVersion.objects.create(
        calendar=found,
        number=1,
        effective_from=BEGINNING,
        definition={**CHARTER.to_json(), "openings": openings},
    )
    return found


def get(client: Client, path: str = "", **query: Any) -> Any:
    return client.get(f"/api/v1/calendars/{path}", query)


def codes(client: Client) -> list[str]:
    return [each["code"] for each in get(client).json()["results"]]


def test_the_centre_sees_every_calendar_that_has_hours(world: World, client: Client, night: Calendar) -> None:
    Calendar.objects.create(code="vide", name="Sans heures")
    client.force_login(world.claire)

    assert codes(client) == ["cst", "nuit"]


def test_a_customer_sees_those_that_a_level_runs_on(world: World, client: Client, night: Calendar) -> None:
    client.force_login(world.jean)
    before = codes(client)
    Commitment.objects.filter(level="premium").update(calendar=night)

    after = codes(client)

    assert (before, after) == (["cst"], ["cst", "nuit"])


@pytest.mark.parametrize("path", ["nuit/", "nuit/closures/"])
def test_what_is_in_no_list_is_not_found(world: World, client: Client, night: Calendar, path: str) -> None:
    client.force_login(world.jean)
    hidden = get(client, path)
    client.force_login(world.claire)

    assert (hidden.status_code, get(client, path).status_code) == (404, 200)


def test_the_closures_of_a_year_are_told_in_order(world: World, client: Client) -> None:
    client.force_login(world.jean)

    answer = get(client, "cst/closures/", year=2026).json()

    assert (answer["calendar"], answer["year"], len(answer["days"])) == ("cst", 2026, 11)
    assert answer["days"][-1] == {
        "date": "2026-12-25",
        "kind": "holiday",
        "name": "Noël",
        "open": [],
        "text": "fermé, Noël",
    }


def test_without_a_year_it_is_the_one_under_way(world: World, client: Client) -> None:
    client.force_login(world.jean)

    with time_machine.travel(TUESDAY + timedelta(days=100), tick=False):
        assert get(client, "cst/closures/").json()["year"] == 2027


def test_the_hours_of_an_opening_end_at_the_midnight_that_ends_the_day(
    world: World, client: Client, night: Calendar
) -> None:
    client.force_login(world.claire)

    days = get(client, "nuit/closures/", year=2026).json()["days"]

    [opened] = [day for day in days if day["date"] == "2026-12-24"]
    assert (opened["kind"], opened["name"]) == ("opening", "Bascule")
    assert opened["open"][-1] == {"from": "2026-12-24T22:00:00+01:00", "to": "2026-12-25T00:00:00+01:00"}


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"year": "1969"}, "year", "min_value"),
        ({"year": "2101"}, "year", "max_value"),
        ({"year": "demain"}, "year", "invalid"),
        ({"annee": "2026"}, "annee", "unknown_field"),
    ],
)
def test_a_year_that_no_calendar_has_is_refused(
    world: World, client: Client, query: dict[str, str], field: str, code: str
) -> None:
    client.force_login(world.jean)

    answer = get(client, "cst/closures/", **query)

    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize("year", [1970, 2100])
def test_the_first_and_the_last_year_are_answered(world: World, client: Client, year: int) -> None:
    client.force_login(world.jean)

    assert get(client, "cst/closures/", year=year).status_code == 200


def test_a_year_is_few_queries(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.jean)

    with django_assert_max_num_queries(6):  # session and person among them
        assert get(client, "cst/closures/").status_code == 200


def test_the_document_says_what_deadlines_answer(world: World, client: Client) -> None:
    client.force_login(world.jean)
    ticket = world.ticket()

    asked = {"start": "2026-10-13T11:07:00+02:00", "level": "premium", "severity": 1}
    deadline = client.post("/api/v1/deadlines/", asked, content_type="application/json").json()
    of_ticket = client.get(f"/api/v1/tickets/{ticket.number}/deadline/").json()

    assert deadline.keys() == DeadlineAnswer().fields.keys()
    assert of_ticket.keys() == TicketDeadlineShown().fields.keys()

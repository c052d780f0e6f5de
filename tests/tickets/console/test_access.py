"""Who opens the console: engineers and leads everywhere, sales the contracts. Out of sight 404, forbidden 403."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.world import World

As = Callable[[User], Client]
SENT = (
    "messages",
    "resolution",
    "notes",
    "qualification",
    "assignment",
    "vendor_cases",
    "estimates",
    "time_spent",
    "waiver",
    "closure",
    "reopening",
)


@pytest.mark.parametrize(
    ("person", "queue", "contracts"),
    [
        ("claire", 200, 200),
        ("hugo", 200, 200),
        ("ines", 403, 200),
        ("jean", 403, 403),
        ("sophie", 403, 403),
        ("paul", 403, 403),
    ],
)
def test_lists_open_by_role(world: World, as_: As, person: str, queue: int, contracts: int) -> None:
    client = as_(getattr(world, person))

    assert client.get(reverse("console:queue")).status_code == queue
    assert client.get(reverse("console:contracts")).status_code == contracts


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("claire", 200),
        ("hugo", 200),
        ("jean", 403),
        ("lea", 403),
        ("sophie", 404),
        ("marc", 404),
        ("ines", 404),
    ],
)
def test_a_ticket_opens_by_role(world: World, as_: As, person: str, status: int) -> None:
    ticket = world.ticket()  # Jean's: Léa is of his organisation, Sophie's is the end customer

    response = as_(getattr(world, person)).get(reverse("console:ticket", args=[ticket.number]))

    assert response.status_code == status


@pytest.mark.parametrize("route", SENT)
@pytest.mark.parametrize(("person", "status"), [("jean", 403), ("marc", 404), ("ines", 404)])
def test_nothing_is_sent_by_others(world: World, as_: As, route: str, person: str, status: int) -> None:
    ticket = world.ticket()
    events = ticket.events.count()

    response = as_(getattr(world, person)).post(
        reverse(f"console:{route}", args=[ticket.number]), {"body": "x"}
    )

    assert response.status_code == status
    assert ticket.events.count() == events


@pytest.mark.parametrize("route", SENT)
def test_what_is_sent_is_not_opened_by_a_link(world: World, as_: As, route: str) -> None:
    ticket = world.ticket()

    assert as_(world.claire).get(reverse(f"console:{route}", args=[ticket.number])).status_code == 405


def test_an_unknown_number_is_not_found(world: World, as_: As) -> None:
    assert as_(world.claire).get(reverse("console:ticket", args=["CST-2026-999999"])).status_code == 404


def test_a_stranger_logs_in_first(client: Client, world: World) -> None:
    response = client.get(reverse("console:queue"))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_a_poll_of_an_ended_session_stops_asking(client: Client, world: World) -> None:
    assert client.get(reverse("console:queue"), headers={"HX-Request": "true"}).status_code == 286


def test_sales_find_the_contracts_in_their_rail_and_nothing_of_the_tickets(world: World, as_: As) -> None:
    page = as_(world.ines).get(reverse("console:contracts")).content.decode()

    assert reverse("console:contracts") in page
    assert f"{reverse('console:queue')}?vue=" not in page

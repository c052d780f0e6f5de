"""What the palette's words find, and for whom."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.tickets.console.reading import Answered
from tests.world import FORTIGATE, World

As = Callable[[User], Client]


def ask(client: Client, words: str) -> Answered:
    return client.get(reverse("console:palette"), {"q": words})


def found(response: Answered) -> dict[str, list[str]]:
    groups = response.context["found"].groups
    return {group.title: [line.name for line in group.lines] for group in groups}


def test_a_number_finds_its_ticket_however_it_is_typed(as_: As, world: World) -> None:
    ticket = world.ticket()
    client = as_(world.claire)
    rank = str(int(ticket.number[-6:]))

    for typed in (ticket.number, ticket.number[4:], rank, ticket.number.lower()):
        assert found(ask(client, typed))["Tickets"] == [f"{ticket.number} Le tunnel IPsec tombe"]


def test_a_serial_finds_the_device_and_its_tickets(as_: As, world: World) -> None:
    ticket = world.ticket()

    answered = found(ask(as_(world.claire), FORTIGATE.lower()))

    assert answered == {"Tickets": [f"{ticket.number} {ticket.subject}"], "Matériels": [FORTIGATE]}


def test_a_name_finds_an_organisation_and_its_people(as_: As, world: World) -> None:
    answered = found(ask(as_(world.claire), "clinique"))

    assert answered["Organisations"] == ["Clinique des Lilas"]
    assert answered["Personnes"] == ["Sophie Bernard"]


def test_words_find_the_tickets_on_which_they_were_said_after_who_bears_them(as_: As, world: World) -> None:
    ticket = world.ticket(world.sophie)

    assert found(ask(as_(world.claire), "tunnels"))["Tickets où c’est dit"] == [
        f"{ticket.number} Le tunnel IPsec tombe"
    ]
    assert next(iter(found(ask(as_(world.claire), "clinique")))) == "Organisations"


def test_sales_find_customers_and_no_ticket(as_: As, world: World) -> None:
    ticket = world.ticket()
    client = as_(world.ines)

    assert "Tickets" not in found(ask(client, ticket.number))
    assert found(ask(client, "clinique"))["Organisations"] == ["Clinique des Lilas"]
    assert ask(client, "clinique").context["found"].search_url == ""


def test_one_letter_finds_nothing(as_: As, world: World) -> None:
    response = ask(as_(world.claire), "c")

    assert found(response) == {}
    assert 'role="option"' not in response.content.decode()


def test_what_was_typed_is_shown_escaped(as_: As, world: World) -> None:
    response = ask(as_(world.claire), "<b>tunnel")

    assert "&lt;b&gt;tunnel" in response.content.decode()
    assert "<b>" not in response.content.decode()


def test_the_number_of_queries_stays_the_same(as_: As, world: World) -> None:
    client = as_(world.claire)
    world.ticket()
    ask(client, FORTIGATE)
    with CaptureQueriesContext(connection) as few:
        ask(client, FORTIGATE)
    for _each in range(4):
        world.ticket()
    with CaptureQueriesContext(connection) as many:
        ask(client, FORTIGATE)

    assert len(many) == len(few) <= 15

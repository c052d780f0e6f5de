"""The list of tickets by program: /api/v1/tickets/."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.tickets.api.asking import program, refused_fields
from tests.tickets.api.conftest import As
from tests.world import FORTIGATE, SWITCH, World
from tickets.actions import closing, replying
from tickets.models import Ticket


def numbers(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/tickets/{query}")
    assert answer.status_code == 200, answer.json()
    return [row["number"] for row in answer.json()["results"]]


def later(world: World, minutes: int, **changes: Any) -> Ticket:
    """A ticket of Jean's, so many minutes after the first."""
    return world.ticket(received_at=world.at + timedelta(minutes=minutes), **changes)


def test_each_reads_what_they_see_on_the_pages(world: World, as_: As) -> None:
    own, end_customer_s = world.ticket(), world.ticket(world.sophie)

    assert set(numbers(as_(world.jean))) == {own.number, end_customer_s.number}
    assert numbers(as_(world.sophie)) == [end_customer_s.number]
    assert numbers(as_(world.marc)) == []
    assert set(numbers(as_(world.claire))) == {own.number, end_customer_s.number}


def test_the_last_change_stands_first(world: World, as_: As) -> None:
    first, second = world.ticket(), later(world, 5)
    replying.reply(first, world.words(world.jean), at=world.at + timedelta(minutes=10))

    assert numbers(as_(world.jean)) == [first.number, second.number]
    assert numbers(as_(world.jean), "?order=updated_at") == [second.number, first.number]
    assert numbers(as_(world.jean), "?order=-received_at") == [second.number, first.number]


def test_the_nearest_deadline_stands_first_among_those_that_run(world: World, as_: As) -> None:
    far, near, answered = world.ticket(severity=3), world.ticket(), world.ticket()
    replying.reply(answered, world.words(world.claire), at=world.at)

    assert numbers(as_(world.jean), "?order=due_at") == [near.number, far.number]


def test_no_cursor_holds_a_deadline_that_is_not_told(world: World, as_: As) -> None:  # CH-V.2
    unsure, told = world.ticket(channel="mail", serial=""), world.ticket()

    assert numbers(as_(world.jean), "?order=due_at") == [told.number]
    assert set(numbers(as_(world.claire), "?order=due_at")) == {told.number, unsure.number}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=closed", "ended"),
        ("?open=true", "going"),
        ("?open=false", "ended"),
        ("?severity=3", "going"),
        (f"?serial={SWITCH.lower()}", "going"),
        ("?contract=EX-2024-0117&severity=1", "ended"),
        ("?q=commutateur", "going"),
        ("?updated_since=2026-10-13T11:20:00+02:00", "ended"),
        ("?received_since=2026-10-13T11:10:00%2B02:00", "going"),
        ("?received_until=2026-10-13T11:10:00+02:00", "ended"),
    ],
)
def test_a_list_is_narrowed(world: World, as_: As, query: str, found: str) -> None:
    tickets = {
        "ended": world.ticket(serial=FORTIGATE),
        "going": later(world, 5, serial=SWITCH, severity=3, subject="Le commutateur redémarre"),
    }
    closing.close(tickets["ended"], actor=world.jean, at=world.at + timedelta(minutes=30))

    assert numbers(as_(world.jean), query) == [tickets[found].number]


def test_one_s_own_requests_are_told_from_those_of_one_s_customers(world: World, as_: As) -> None:
    own, other = world.ticket(), world.ticket(world.sophie)

    assert numbers(as_(world.jean), "?requester=me") == [own.number]
    assert numbers(as_(world.jean), f"?organisation={world.sophie.organisation_id}") == [other.number]


def test_the_centre_finds_what_was_said_among_engineers(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.claire, "Voir le condensateur."), at=world.at)

    assert numbers(as_(world.hugo), "?q=condensateur") == [ticket.number]
    assert numbers(as_(world.jean), "?q=condensateur") == []


def test_pages_follow_one_another(world: World, as_: As) -> None:
    tickets = [later(world, minute) for minute in range(3)]
    client = as_(world.jean)

    first = client.get("/api/v1/tickets/?limit=2&order=-received_at").json()
    next_ = urlsplit(first["next"])
    second = client.get(f"{next_.path}?{next_.query}").json()

    assert [row["number"] for row in first["results"]] == [tickets[2].number, tickets[1].number]
    assert [row["number"] for row in second["results"]] == [tickets[0].number]
    assert (first["previous"], second["next"]) == (None, None)


def test_a_cursor_that_names_no_place_is_refused(world: World, as_: As) -> None:
    answer = as_(world.jean).get("/api/v1/tickets/?cursor=cD1hYmM=")  # p=abc

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("?statut=new", "statut", "unknown_field"),
        ("?status=lost", "status", "invalid_choice"),
        ("?severity=5", "severity", "max_value"),
        ("?requester=4", "requester", "invalid_choice"),
        ("?updated_since=2026-10-13T11:07", "updated_since", "invalid_instant"),
        ("?order=subject", "order", "invalid_choice"),
        ("?limit=101", "limit", "max_value"),
    ],
)
def test_what_the_list_does_not_know_is_named(
    world: World, as_: As, query: str, field: str, code: str
) -> None:
    answer = as_(world.jean).get(f"/api/v1/tickets/{query}")

    assert refused_fields(answer) == {field: code}


def test_a_token_reads_what_its_person_sees(world: World) -> None:
    ticket = world.ticket(world.sophie)

    assert numbers(program(world.jean, "read")) == [ticket.number]
    assert program(world.jean, "open").get("/api/v1/tickets/").json()["code"] == "scope_missing"


@pytest.mark.parametrize("who", ["jean", "claire"])
def test_fifty_tickets_take_as_many_queries_as_two(
    world: World, who: str, django_assert_max_num_queries: Any
) -> None:
    for _each in range(25):
        world.ticket(), world.ticket(world.sophie)
    client = program(getattr(world, who), "read")
    client.get("/api/v1/tickets/?limit=1")  # notes the use of the token

    with django_assert_max_num_queries(6):
        found = client.get("/api/v1/tickets/")

    assert len(found.json()["results"]) == 50

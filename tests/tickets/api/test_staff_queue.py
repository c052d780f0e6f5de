"""The queue by program: /api/v1/queue/, the rows of the console in its order (CH-V.1, CH-V.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.tickets.api.conftest import As
from tests.world import STORMSHIELD, World
from tickets.actions import assigning, mentioning, replying
from tickets.console import queue_views
from tickets.console.queue_views import QueueView
from tickets.models import Status, Ticket


def numbers(tickets: Iterable[Ticket]) -> list[str]:
    return [ticket.number for ticket in tickets]


def read(client: Client, **asked: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/queue/", asked)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def shown(client: Client, **asked: Any) -> list[str]:
    return [line["number"] for line in read(client, **asked)["results"]]


def walked(client: Client, way: str, start: dict[str, Any]) -> list[str]:
    """The numbers from page to page, by `next` or `previous`."""
    found, page = [], start
    while True:
        found.append([line["number"] for line in page["results"]])
        if page[way] is None:
            break
        page = client.get(page[way]).json()
    pages = found if way == "next" else reversed(found)
    return [number for page in pages for number in page]


@pytest.fixture
def busy(world: World) -> list[Ticket]:
    """Twelve tickets of all four files of the queue, several at the same instant."""
    promised = [world.ticket(severity=1 + each % 2) for each in range(4)]
    arrived = [world.ticket(channel="mail", serial=STORMSHIELD, severity=1 + each % 4) for each in range(6)]
    again = [world.ticket() for _each in range(2)]
    for ticket in again:
        replying.reply(ticket, world.words(world.claire), at=world.at, then=Status.OPEN)
    return [*promised, *arrived, *again]


def test_the_queue_is_in_the_order_of_the_charter(world: World, as_: As) -> None:  # CH-V.1, CH-V.2
    standard = world.ticket(channel="mail", serial=STORMSHIELD, severity=1)
    minor = world.ticket(channel="mail", serial=STORMSHIELD, severity=4)
    premium = world.ticket(severity=2)
    urgent = world.ticket(severity=1)

    found = read(as_(world.claire))["results"]

    assert [line["number"] for line in found] == numbers([urgent, premium, standard, minor])
    assert [line["place"]["code"] for line in found] == ["promised", "promised", "arrival", "no_commitment"]
    assert found[0]["place"]["text"] == "Premium, réponse promise"


def test_a_line_says_what_the_console_s_line_says(world: World, as_: As) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.claire, actor=world.hugo, at=world.at)

    [line] = read(as_(world.claire))["results"]

    assert (line["left"], line["when"], line["standing"]) == ("reste 1h", "avant 14h37", "ok")
    assert line["who"] == "Jean Petit, Réseau Plus pour Clinique des Lilas"
    assert line["assignee"] == {"id": world.claire.pk, "name": "Claire Martin"}
    assert line["device"] == {"serial": "FG100F-PREM-0001", "product": "FortiGate 100F"}
    assert (line["level"], line["due_at"]) == ("Premium", "2026-10-13T14:37:00+02:00")


@pytest.mark.parametrize("view", list(QueueView))
def test_each_list_holds_the_rows_of_the_console_in_its_order(
    world: World, as_: As, busy: list[Ticket], view: QueueView
) -> None:
    assigning.assign(busy[0], world.claire, actor=world.claire, at=world.at)
    assigning.assign(busy[5], world.claire, actor=world.claire, at=world.at)
    replying.reply(busy[5], world.words(world.claire), at=world.at + timedelta(minutes=1))
    replying.note(busy[7], world.words(world.hugo, "@Claire Martin\u00a0?"), at=world.at)
    now = world.at + timedelta(hours=1)
    rows = queue_views.tickets_of(view, Ticket.objects.visible_to(world.claire), world.claire, now)

    client = as_(world.claire)
    first = read(client, view=view.name.lower(), limit=2)

    assert walked(client, "next", first) == numbers(rows)


def test_pages_go_back_as_they_came(world: World, as_: As, busy: list[Ticket]) -> None:
    client = as_(world.claire)
    page = read(client, limit=5)
    everything = walked(client, "next", page)
    while page["next"] is not None:
        page = client.get(page["next"]).json()

    assert page["previous"] is not None
    assert walked(client, "previous", page) == everything
    assert len(everything) == len(busy)


def test_what_is_done_meanwhile_moves_nobody_s_place(world: World, as_: As, busy: list[Ticket]) -> None:
    client = as_(world.claire)
    page = read(client, limit=4)
    before = [line["number"] for line in page["results"]]
    world.ticket(severity=1, received_at=world.at - timedelta(minutes=30))
    replying.reply(Ticket.objects.get(number=before[0]), world.words(world.claire), at=world.at)

    after = walked(client, "next", client.get(page["next"]).json())

    assert not set(after) & set(before)
    assert len(after) == len(busy) - 4


def test_those_without_a_place_come_after_the_queue_in_one_s_own_list(world: World, as_: As) -> None:
    waiting, queued = world.ticket(), world.ticket()
    for ticket in (waiting, queued):
        assigning.assign(ticket, world.claire, actor=world.claire, at=world.at)
    replying.reply(waiting, world.words(world.claire), at=world.at)

    client = as_(world.claire)
    found = read(client, view="mine", limit=1)
    beyond = client.get(found["next"]).json()

    assert [line["number"] for line in found["results"]] == [queued.number]
    assert [(line["number"], line["place"]) for line in beyond["results"]] == [(waiting.number, None)]
    assert client.get(beyond["previous"]).json()["results"] == found["results"]


def test_what_calls_one_says_why(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.hugo, "@Claire Martin, ton avis\u00a0?"), at=world.at)

    [line] = read(as_(world.claire), view="for_me")["results"]

    assert line["calls"] == ["Hugo Leroy vous a cité"]


def test_a_note_that_was_read_calls_no_more(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.hugo, "@Claire Martin\u00a0?"), at=world.at)
    mentioning.see(ticket, reader=world.claire, at=world.at)

    assert shown(as_(world.claire), view="for_me") == []


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "bm8", "W10", "W2ZhbHNlLDEsIm5vIiwxXQ", "W2ZhbHNlLDEsIjIwMjYtMTAtMTMiLDFd", "W1tbW10"],
)
def test_a_cursor_that_no_page_gave_is_refused(world: World, as_: As, cursor: str) -> None:
    answer = as_(world.claire).get("/api/v1/queue/", {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize("asked", [{"view": "en-retard"}, {"limit": "101"}, {"vue": "late"}])
def test_what_the_queue_is_not_asked_by_is_named(world: World, as_: As, asked: dict[str, str]) -> None:
    answer = as_(world.claire).get("/api/v1/queue/", asked)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == list(asked)


def test_the_queue_takes_as_many_queries_for_fifty_as_for_one(
    world: World, as_: As, django_assert_max_num_queries: Any
) -> None:
    for _each in range(12):
        world.ticket()
    client = as_(world.claire)

    with django_assert_max_num_queries(7):  # session and person among them
        assert len(shown(client)) == 12


@pytest.mark.parametrize("who", ["jean", "sophie", "ines"])
def test_the_queue_is_for_engineers_alone(world: World, as_: As, who: str) -> None:
    person: User = getattr(world, who)

    assert as_(person).get("/api/v1/queue/").status_code == 403

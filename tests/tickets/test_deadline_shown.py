"""A deadline as the pages and the lists show it: what moved it, and what stands still (CH-V.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from sla.clock import Target
from sla.models import PauseRule
from tests.tickets.console.reading import words
from tests.world import FORTIGATE, PARIS, STORMSHIELD, TUESDAY, World
from tickets import deadlines
from tickets.actions import closing, estimating, replying
from tickets.actions.qualifying import Qualification, qualify
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def at(time: str, day: int = 13) -> datetime:
    return datetime.fromisoformat(f"2026-10-{day} {time}").replace(tzinfo=PARIS)


@pytest.fixture(autouse=True)
def tuesday_afternoon() -> Iterator[None]:
    with time_machine.travel(at("14:10"), tick=True):
        yield


def page(client: Client, person: User, ticket: Ticket) -> str:
    """The words of the ticket's page, in the console for an engineer and in the portal for a customer."""
    client.force_login(person)
    where = "/console/tickets" if person.is_engineer else "/portail/incidents"
    return words(client.get(f"{where}/{ticket.number}/"))


@pytest.fixture
def waiting(world: World) -> Ticket:
    """An estimate waits for the customer since 11h30, and the first response with it."""
    PauseRule.objects.create(target=Target.FIRST_RESPONSE, state="waiting_customer")
    ticket = world.ticket()
    estimating.propose(ticket, 60, "Reprise", actor=world.claire, at=at("11:30"))
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(("who", "names"), [("jean", False), ("claire", True)])
def test_a_move_is_shown_to_both_with_its_reason(world: World, client: Client, who: str, names: bool) -> None:
    ticket = world.ticket(severity=3)
    qualify(ticket, Qualification(1, FORTIGATE, "incident"), actor=world.claire, at=at("11:27"))

    shown = page(client, getattr(world, who), ticket)

    assert "mercredi 11h37 → remplacé par 14h37 sévérité 3 → 1 mar. 13 oct. 11h27" in shown
    assert ("mar. 13 oct. 11h27, Claire Martin" in shown) is names


def test_a_provisional_deadline_stays_unsaid_on_the_page(world: World, client: Client) -> None:
    ticket = world.ticket(channel="mail", serial="", severity=None)
    qualify(ticket, Qualification(2, FORTIGATE, "incident"), actor=world.claire, at=at("11:27"))

    assert "14h37" in page(client, world.claire, ticket)
    assert "14h37" not in page(client, world.jean, ticket)


@pytest.mark.parametrize("who", ["jean", "claire"])
def test_a_clock_that_stands_still_says_since_when_and_what_is_left(
    world: World, client: Client, waiting: Ticket, who: str
) -> None:
    with time_machine.travel(at("17:00", 20)):
        shown = page(client, getattr(world, who), waiting)

    assert "Suspendu depuis mardi 13 octobre 11h30, reste 1h37" in shown
    assert "en retard" not in shown and "14h37" not in shown


def test_the_portal_s_list_promises_no_instant_while_it_stands_still(
    world: World, client: Client, waiting: Ticket
) -> None:
    client.force_login(world.jean)

    with time_machine.travel(at("17:00", 20)):
        shown = words(client.get("/portail/incidents/"))

    assert "réponse promise, suspendu depuis mardi 13 octobre 11h30, reste 1h37" in shown


def test_the_console_s_list_says_that_it_stands_still(world: World, client: Client, waiting: Ticket) -> None:
    client.force_login(world.claire)

    shown = words(client.get("/console/?vue=tous"))

    assert waiting.number in shown
    assert "suspendudepuis 11h30" in shown  # two lines of one cell


def test_a_clock_that_stands_still_is_not_among_the_late(
    world: World, client: Client, waiting: Ticket
) -> None:
    late = world.ticket(subject="En retard pour de bon")
    client.force_login(world.claire)

    with time_machine.travel(at("17:00", 20)):
        shown = words(client.get("/console/?vue=en-retard"))

    assert late.number in shown
    assert waiting.number not in shown


def test_a_clock_that_went_on_tells_the_wait(world: World, client: Client, waiting: Ticket) -> None:
    replying.reply(waiting, world.words(world.jean, at=at("12:00")), at=at("12:00"))

    shown = page(client, world.jean, waiting)

    assert "0h23 jusqu’à 11h30, 0h30 en attente (11h30 à 12h00), 0h30 de 12h00 à 12h30" in shown
    assert "en attente, ne compte pas" in shown


def test_closed_without_answer_is_told_as_of_its_end(world: World) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=at("11:47"))
    ticket.refresh_from_db()

    shown = deadlines.of_ticket(ticket, TUESDAY + timedelta(days=30))

    assert (shown.tone, shown.remaining_text) == ("ended", "clos sans réponse")
    [row] = shown.rulers
    assert [(mark.kind, mark.label) for mark in row.marks] == [
        ("received", "11h07"),
        ("now", "11h47"),
        ("due", "14h37"),
    ]


def test_without_promise_the_reason_stands_alone(world: World, client: Client) -> None:  # CH-V.1
    ticket = world.ticket(serial=STORMSHIELD, channel="mail", severity=2)

    shown = page(client, world.jean, ticket)

    assert "Sans engagement de délai Traité dans l’ordre d’arrivée" in shown

"""The deadline of a ticket by program: /api/v1/tickets/<number>/deadline/ (CH-V)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from sla.models import PauseRule
from tests.world import EXPIRED_AP, STORMSHIELD, TUESDAY, World
from tickets.actions import closing, qualifying, replying
from tickets.actions.qualifying import Qualification
from tickets.models import Status, Ticket

As = Callable[[User], Client]


def read(client: Client, ticket: Ticket) -> dict[str, Any]:
    answer = client.get(f"/api/v1/tickets/{ticket.number}/deadline/")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_a_deadline_is_due_and_left_and_explained(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket()

    assert read(as_(world.jean), ticket) == {
        "ticket": ticket.number,
        "received": "2026-10-13T11:07:00+02:00",
        "due": "2026-10-13T14:37:00+02:00",
        "commitment": 120,
        "remaining": 60,
        "status": "ok",
        "standing": "reste 1h",
        "text": "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00 "
        "(sévérité 1, 2h ouvrées)",
        "steps": [
            {"from": "2026-10-13T11:07:00+02:00", "to": "2026-10-13T12:30:00+02:00", "minutes": 83},
            {"from": "2026-10-13T14:00:00+02:00", "to": "2026-10-13T14:37:00+02:00", "minutes": 37},
        ],
        "skipped": [
            {
                "from": "2026-10-13T12:30:00+02:00",
                "to": "2026-10-13T14:00:00+02:00",
                "why": "pause déjeuner",
            }
        ],
        "waited": [],
        "changes": [],
    }


def test_what_is_late_has_a_negative_time_left(world: World, as_: As) -> None:
    ticket = world.ticket()

    with time_machine.travel(TUESDAY + timedelta(hours=5), tick=False):
        found = read(as_(world.jean), ticket)

    assert (found["status"], found["remaining"]) == ("late", -90)
    assert found["standing"] == "en retard de 1h30"


def test_an_answered_ticket_has_nothing_left_to_wait_for(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=world.at)

    found = read(as_(world.jean), ticket)

    assert (found["status"], found["remaining"]) == ("met", None)
    assert found["due"] == "2026-10-13T14:37:00+02:00"


def test_a_ticket_closed_without_answer_has_nothing_left_either(world: World, as_: As) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=world.at)

    assert read(as_(world.jean), ticket)["remaining"] is None


def test_a_ticket_without_promise_says_why(world: World, as_: As) -> None:  # CH-V.1
    ticket = world.ticket(channel="mail", serial=STORMSHIELD)

    found = read(as_(world.jean), ticket)

    assert (found["due"], found["commitment"], found["status"]) == (None, None, "none")
    assert found["text"] == "Traité dans l’ordre d’arrivée"


def test_a_deadline_that_moved_says_from_when_to_when(world: World, as_: As) -> None:
    ticket = world.ticket()
    qualifying.qualify(ticket, Qualification(2, ticket.serial, ticket.kind), actor=world.claire, at=world.at)

    [change] = read(as_(world.jean), ticket)["changes"]

    assert change == {
        "at": "2026-10-13T11:07:00+02:00",
        "kind": "qualified",
        "before": "2026-10-13T14:37:00+02:00",
        "after": "2026-10-13T16:37:00+02:00",
        "why": "sévérité 1 → 2",
        "by": "",
    }


def test_the_centre_is_told_who_moved_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    qualifying.qualify(ticket, Qualification(2, ticket.serial, ticket.kind), actor=world.claire, at=world.at)

    [change] = read(as_(world.hugo), ticket)["changes"]

    assert change["by"] == world.claire.full_name


def test_a_provisional_deadline_is_told_to_the_centre_alone(world: World, as_: As) -> None:
    ticket = world.ticket(channel="mail", serial="")

    assert read(as_(world.claire), ticket)["due"] is not None
    told = read(as_(world.jean), ticket)

    assert (told["due"], told["steps"], told["changes"]) == (None, [], [])
    assert told["text"] == "Aucun délai n’est promis pour cette demande."


def test_a_request_that_was_not_opened_says_so(world: World, as_: As) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)

    assert (
        read(as_(world.marc), ticket)["text"] == "La demande n’est pas ouverte\u00a0: aucun délai ne court."
    )


def test_a_pause_keeps_what_was_left(world: World, as_: As) -> None:
    PauseRule.objects.create(target="first_response", state=Status.NEW)
    ticket = world.ticket()

    found = read(as_(world.jean), ticket)

    assert (found["status"], found["remaining"]) == ("paused", 120)


def test_the_steps_leave_out_what_was_waited_for_and_add_up_to_the_promise(world: World, as_: As) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.jean, at=world.at + timedelta(minutes=10))
    closing.reopen(ticket, actor=world.jean, at=world.at + timedelta(minutes=40))

    found = read(as_(world.jean), ticket)

    assert found["due"] == "2026-10-13T15:07:00+02:00"
    assert found["waited"] == [
        {"from": "2026-10-13T11:17:00+02:00", "to": "2026-10-13T11:47:00+02:00", "minutes": 30}
    ]
    assert [step["minutes"] for step in found["steps"]] == [10, 43, 67]
    assert [change["kind"] for change in found["changes"]] == ["reopened"]


def test_the_sentence_is_in_the_reader_s_language(world: World, as_: As) -> None:
    ticket = world.ticket()
    User.objects.filter(pk=world.jean.pk).update(language="en")

    assert read(as_(world.jean), ticket)["skipped"][0]["why"] == "lunch break"


@pytest.mark.parametrize("number", ["CST-2026-999999", "cst-2026-000001", "x", "CST-2026-000001%00"])
def test_what_does_not_exist_is_answered_like_what_is_out_of_sight(
    world: World, as_: As, number: str
) -> None:
    hidden = as_(world.marc).get(f"/api/v1/tickets/{world.ticket().number}/deadline/")
    absent = as_(world.marc).get(f"/api/v1/tickets/{number}/deadline/")

    assert (absent.status_code, absent.json()) == (404, hidden.json())


def test_a_deadline_takes_few_queries_whatever_its_history(
    world: World, as_: As, django_assert_max_num_queries: Any
) -> None:
    ticket = world.ticket()
    for minute in range(5):
        severity = 1 + minute % 2
        qualifying.qualify(
            ticket,
            Qualification(severity, ticket.serial, ticket.kind),
            actor=world.claire,
            at=world.at + timedelta(minutes=minute),
        )
    client = as_(world.jean)

    with django_assert_max_num_queries(6):  # session and person among them
        read(client, ticket)

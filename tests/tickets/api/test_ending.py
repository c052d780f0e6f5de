"""The end of a ticket by program, its second life, its history: close/, reopen/, events/."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from outbound_mail.models import OutgoingMail
from tests.tickets.api.asking import program, refused_fields, send
from tests.tickets.api.conftest import As
from tests.world import TUESDAY, World
from tickets.actions import assigning, closing, qualifying, replying
from tickets.actions.qualifying import Qualification
from tickets.models import Event, Status


def test_one_s_own_request_is_closed(world: World, as_: As) -> None:
    ticket = world.ticket()

    answer = send(as_(world.jean), f"tickets/{ticket.number}/close/")

    assert answer.status_code == 200
    assert (answer.json()["status"]["code"], answer.json()["ended"]) == ("closed", True)
    assert ticket.events.latest("pk").kind == Event.Kind.CLOSED


def test_closing_twice_changes_nothing(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.jean)

    first = send(client, f"tickets/{ticket.number}/close/")
    second = send(client, f"tickets/{ticket.number}/close/")

    assert (second.json(), second["ETag"]) == (first.json(), first["ETag"])


def test_the_centre_says_what_it_was_and_the_requester_is_told(world: World, as_: As) -> None:
    ticket = world.ticket()

    answer = send(as_(world.claire), f"tickets/{ticket.number}/close/", cause="settings")

    assert answer.json()["cause"] == "settings"
    assert OutgoingMail.objects.filter(to=world.jean.email, text__contains="clos").exists()


@pytest.mark.parametrize("field", ["cause", "status", "internal"])
def test_a_customer_closes_without_more_words(world: World, field: str) -> None:
    ticket = world.ticket()

    answer = send(program(world.jean, "open"), f"tickets/{ticket.number}/close/", **{field: "settings"})

    ticket.refresh_from_db()
    assert refused_fields(answer) == {field: "unknown_field"}
    assert ticket.status == Status.NEW


def test_a_reseller_does_not_close_what_the_centre_holds_for_its_customer(world: World, as_: As) -> None:
    ticket = world.ticket(world.sophie)

    answer = send(as_(world.jean), f"tickets/{ticket.number}/close/")

    ticket.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert ticket.status == Status.NEW


def test_what_changed_meanwhile_is_not_closed(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.jean)
    seen = {"If-Match": client.get(f"/api/v1/tickets/{ticket.number}/")["ETag"]}
    replying.reply(ticket, world.words(world.claire), at=world.at)

    answer = send(client, f"tickets/{ticket.number}/close/", headers=seen)

    ticket.refresh_from_db()
    assert answer.status_code == 412
    assert ticket.status == Status.WAITING_CUSTOMER


def test_an_ended_ticket_comes_back(world: World, as_: As) -> None:
    ticket = closing.close(world.ticket(), actor=world.jean, at=world.at)

    answer = send(as_(world.jean), f"tickets/{ticket.number}/reopen/")

    assert (answer.status_code, answer.json()["status"]["code"]) == (200, "open")


def test_what_is_not_ended_cannot_come_back(world: World, as_: As) -> None:
    answer = send(as_(world.jean), f"tickets/{world.ticket().number}/reopen/")

    assert (answer.status_code, answer.json()["detail"]) == (409, "Ce ticket n’est pas terminé.")


def test_a_month_later_a_new_request_is_clearer(world: World, as_: As) -> None:
    ticket = closing.close(world.ticket(), actor=world.jean, at=world.at)

    with time_machine.travel(TUESDAY + timedelta(days=31), tick=False):
        answer = send(as_(world.jean), f"tickets/{ticket.number}/reopen/")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")


def test_the_history_is_told_as_on_the_page(world: World, as_: As) -> None:
    ticket = world.ticket(severity=2)
    qualifying.qualify(
        ticket,
        Qualification(1, ticket.serial, ticket.kind),
        actor=world.claire,
        at=world.at + timedelta(minutes=13),
    )

    found = as_(world.jean).get(f"/api/v1/tickets/{ticket.number}/events/").json()

    assert found == {
        "results": [
            {
                "at": "2026-10-13T11:07:00+02:00",
                "kind": "opened",
                "text": "Demande ouverte par Jean Petit",
            },
            {
                "at": "2026-10-13T11:20:00+02:00",
                "kind": "qualified",
                "text": f"{world.claire.full_name} a qualifié\u00a0: sévérité 2 → 1, échéance 16h37 → 14h37",
            },
        ]
    }


def test_the_centre_s_own_business_is_told_to_the_centre(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.claire), at=world.at)
    assigning.assign(ticket, world.claire, actor=world.hugo, at=world.at)

    def kinds(client: Any) -> list[str]:
        found = client.get(f"/api/v1/tickets/{ticket.number}/events/").json()["results"]
        return [each["kind"] for each in found]

    assert kinds(as_(world.claire)) == ["opened", "assigned"]
    assert kinds(as_(world.jean)) == ["opened"]

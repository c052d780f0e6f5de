"""A ticket by program: /api/v1/tickets/<number>/."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import User
from tests.tickets.api.conftest import As
from tests.world import EXPIRED_AP, World
from tickets.actions import assigning, closing, merging, replying
from tickets.models import Ticket


def read(client: Client, ticket: Ticket) -> dict[str, Any]:
    answer = client.get(f"/api/v1/tickets/{ticket.number}/")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_a_ticket_is_shown_with_its_verdict_and_its_promise(world: World, as_: As) -> None:
    ticket = world.ticket()

    assert read(as_(world.jean), ticket) == {
        "number": ticket.number,
        "url": f"http://localhost:8000/api/v1/tickets/{ticket.number}/",
        "page": f"http://localhost:8000/portail/incidents/{ticket.number}/",
        "subject": "Le tunnel IPsec tombe",
        "status": {"code": "new", "text": "nouveau"},
        "kind": {"code": "incident", "text": "Incident"},
        "channel": {"code": "web", "text": "portail"},
        "severity": 1,
        "organisation": {"id": world.jean.organisation_id, "name": "Réseau Plus"},
        "reseller": {"id": world.jean.organisation_id, "name": "Réseau Plus"},
        "requester": {"id": world.jean.pk, "name": "Jean Petit"},
        "device": {"serial": "FG100F-PREM-0001", "product": "FortiGate 100F"},
        "contract": "EX-2024-0117",
        "verdict": {
            "outcome": "accepted",
            "reason": "covered",
            "title": "Couvert",
            "text": "FortiGate 100F n°\u00a0FG100F-PREM-0001, Premium jusqu’au 15/02/2028, portail autorisé "
            "(charte II, III).",
            "rules": ["CH-II.1", "CH-III.1"],
        },
        "waived": False,
        "received_at": "2026-10-13T11:07:00+02:00",
        "updated_at": "2026-10-13T11:07:00+02:00",
        "first_response_at": None,
        "due_at": "2026-10-13T14:37:00+02:00",
        "ended": False,
        "merged_into": None,
    }


def test_the_centre_reads_who_is_in_charge_and_is_sent_to_the_console(world: World, as_: As) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.claire, actor=world.hugo, at=world.at)

    found = read(as_(world.hugo), ticket)

    assert found["assignee"] == {"id": world.claire.pk, "name": world.claire.full_name}
    assert found["cause"] is None
    assert found["page"] == f"http://localhost:8000/console/tickets/{ticket.number}/"


def test_what_was_not_opened_is_said_in_its_reader_s_word(world: World, as_: As) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)

    told = read(as_(world.marc), ticket)

    assert told["status"] == {"code": "refused", "text": "non ouvert"}
    assert (told["verdict"]["outcome"], told["verdict"]["reason"]) == ("refused", "contract_expired")
    assert read(as_(world.claire), ticket)["status"]["text"] == "refusé"


def test_a_provisional_deadline_is_the_centre_s_alone(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket(channel="mail", serial="")

    assert read(as_(world.claire), ticket)["due_at"] is not None
    assert read(as_(world.jean), ticket)["due_at"] is None
    assert read(as_(world.jean), ticket)["device"] is None


def test_a_merged_ticket_names_the_one_that_goes_on(world: World, as_: As) -> None:
    ticket, other = world.ticket(), world.ticket()
    merging.merge(ticket, other, actor=world.claire, at=world.at)

    found = read(as_(world.jean), ticket)

    assert found["merged_into"] == other.number
    assert (found["status"]["code"], found["ended"]) == ("closed", True)


def test_sentences_are_in_the_reader_s_language(world: World, as_: As) -> None:
    ticket = world.ticket()
    User.objects.filter(pk=world.jean.pk).update(language="en")

    assert read(as_(world.jean), ticket)["channel"] == {"code": "web", "text": "portal"}


def test_whoever_has_it_already_is_told_so(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.jean)
    tag = client.get(f"/api/v1/tickets/{ticket.number}/")["ETag"]

    again = client.get(f"/api/v1/tickets/{ticket.number}/", headers={"If-None-Match": tag})

    assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")


def test_every_change_gives_another_tag(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.jean)
    before = client.get(f"/api/v1/tickets/{ticket.number}/")["ETag"]
    replying.reply(ticket, world.words(world.jean), at=world.at)
    between = client.get(f"/api/v1/tickets/{ticket.number}/")["ETag"]
    closing.close(ticket, actor=world.jean, at=world.at)

    assert len({before, between, client.get(f"/api/v1/tickets/{ticket.number}/")["ETag"]}) == 3


def test_a_ticket_is_read_in_few_queries(world: World, as_: As, django_assert_max_num_queries: Any) -> None:
    ticket, client = world.ticket(), as_(world.jean)

    with django_assert_max_num_queries(7):  # session and person among them
        read(client, ticket)

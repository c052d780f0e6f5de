"""Opening a ticket by program: POST /api/v1/tickets/."""

from __future__ import annotations

from typing import Any

import pytest

from outbound_mail.models import OutgoingMail
from tests.tickets.api.asking import program, refused_fields, send
from tests.tickets.api.conftest import As
from tests.world import EXPIRED_AP, FORTIGATE, STORMSHIELD, World
from tickets.models import Event, Status, Ticket

ASKED: dict[str, Any] = {
    "serial": FORTIGATE,
    "severity": 1,
    "subject": "Le tunnel IPsec tombe",
    "body": "Toutes les dix minutes.",
}


def test_a_request_becomes_a_ticket_as_by_the_form(world: World, as_: As) -> None:
    answer = send(as_(world.jean), "tickets/", **ASKED)

    ticket = Ticket.objects.get()
    assert answer.status_code == 201
    assert answer["Location"] == f"http://localhost:8000/api/v1/tickets/{ticket.number}/"
    assert answer["ETag"] == as_(world.jean).get(f"/api/v1/tickets/{ticket.number}/")["ETag"]
    assert (
        answer.json()["due_at"] == "2026-10-13T15:37:00+02:00"
    )  # CH-V.2: from the instant that it reached us
    assert (ticket.requester, ticket.channel, ticket.status) == (world.jean, "web", Status.NEW)
    assert [event.kind for event in ticket.events.all()] == [Event.Kind.OPENED]
    assert OutgoingMail.objects.get().to == world.jean.email


def test_what_is_told_apart_is_one_text_for_the_centre(world: World, as_: As) -> None:  # CH-III.2
    send(as_(world.jean), "tickets/", **ASKED, since="Cette nuit", tried=" Un redémarrage\r\ncomplet ")

    body = Ticket.objects.get().messages.get().body
    assert body == (
        "Toutes les dix minutes.\n\nDepuis quand\u00a0: Cette nuit\n\n"
        "Ce qui a été essayé\u00a0: Un redémarrage\ncomplet"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "closed"),
        ("organisation", 1),
        ("requester", 1),
        ("reseller", 1),
        ("internal", True),
        ("assignee", 1),
        ("channel", "phone"),
        ("waived", True),
        ("received_at", "2020-01-01T00:00:00+01:00"),
    ],
)
def test_what_is_not_a_customer_s_to_say_is_named_and_opens_nothing(
    world: World, field: str, value: object
) -> None:
    answer = send(program(world.jean, "read", "open"), "tickets/", **ASKED, **{field: value})

    assert refused_fields(answer) == {field: "unknown_field"}
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"severity": None}, {"severity": "required"}),
        ({"severity": 5}, {"severity": "max_value"}),
        ({"kind": "assistance"}, {"severity": "not_for_assistance"}),
        ({"kind": "remote_session"}, {"kind": "invalid_choice"}),
        ({"subject": " "}, {"subject": "blank"}),
        ({"body": "x" * 50_001}, {"body": "max_length"}),
        ({"body": "x" * 49_000, "since": "y" * 2_000}, {"body": "max_length"}),
        ({"body": "a\x00b"}, {"body": "null_characters_not_allowed"}),
        ({"intent": "mail"}, {"intent": "invalid_choice"}),
    ],
)
def test_what_cannot_be_read_is_named(
    world: World, as_: As, changes: dict[str, Any], expected: dict[str, str]
) -> None:
    answer = send(as_(world.jean), "tickets/", **{**ASKED, **changes})

    assert refused_fields(answer) == expected
    assert not Ticket.objects.exists()


def test_what_opens_by_mail_alone_is_told_so(world: World, as_: As) -> None:  # CH-III.1
    answer = send(as_(world.jean), "tickets/", **{**ASKED, "serial": STORMSHIELD})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert "écrivez à support@exer.fr" in answer.json()["detail"]
    assert not Ticket.objects.exists()


def test_what_is_not_covered_is_kept_for_an_engineer(world: World, as_: As) -> None:
    answer = send(as_(world.marc), "tickets/", **{**ASKED, "serial": EXPIRED_AP})

    assert answer.status_code == 201
    assert answer.json()["status"]["code"] == "refused"
    assert answer.json()["verdict"]["reason"] == "contract_expired"


def test_nothing_is_sent_that_would_do_something_else_than_was_meant(world: World, as_: As) -> None:
    answer = send(as_(world.marc), "tickets/", **{**ASKED, "serial": EXPIRED_AP}, intent="open")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert not Ticket.objects.exists()


def test_the_same_key_opens_one_ticket(world: World, as_: As) -> None:
    client, key = as_(world.jean), {"Idempotency-Key": "ERP-4711"}

    first = send(client, "tickets/", headers=key, **ASKED)
    second = send(client, "tickets/", headers=key, **ASKED)

    assert second.json() == first.json()
    assert (second["Location"], second["ETag"]) == (first["Location"], first["ETag"])
    assert (Ticket.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_a_key_whose_answer_is_forgotten_still_opens_one_ticket(world: World, as_: As) -> None:
    from api.models import KeptAnswer

    client, key = as_(world.jean), {"Idempotency-Key": "ERP-4711"}
    first = send(client, "tickets/", headers=key, **ASKED)
    KeptAnswer.objects.all().delete()

    second = send(client, "tickets/", headers=key, **ASKED)

    assert second.json()["number"] == first.json()["number"]
    assert Ticket.objects.count() == 1


def test_two_people_may_choose_the_same_key(world: World, as_: As) -> None:
    key = {"Idempotency-Key": "1"}

    answers = [send(as_(who), "tickets/", headers=key, **ASKED) for who in (world.jean, world.sophie)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Ticket.objects.count() == 2


def test_the_centre_is_told_where_it_notes_a_request(world: World, as_: As) -> None:
    answer = send(as_(world.claire), "tickets/", **ASKED)

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert "/api/v1/calls/" in answer.json()["detail"]


def test_a_token_that_only_reads_opens_nothing(world: World) -> None:
    answer = send(program(world.jean, "read"), "tickets/", **ASKED)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert not Ticket.objects.exists()

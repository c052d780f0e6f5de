"""The conversation on a ticket by program: /api/v1/tickets/<number>/messages/."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from outbound_mail.models import OutgoingMail
from tests.tickets.api.asking import program, refused_fields, send
from tests.tickets.api.conftest import As
from tests.world import World
from tickets.actions import closing, replying
from tickets.files import NewFile
from tickets.models import Event, Status, Ticket


def messages(client: Client, ticket: Ticket) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/tickets/{ticket.number}/messages/")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_a_message_is_read_with_its_author_and_its_files(world: World, as_: As) -> None:
    ticket = world.ticket(files=[NewFile("plan.txt", b"A -- B")])

    [message] = messages(as_(world.jean), ticket)

    [file] = message.pop("attachments")
    assert message == {
        "id": str(ticket.messages.get().pk),
        "author": {"name": "Jean Petit", "organisation": "Réseau Plus"},
        "by_centre": False,
        "automatic": False,
        "channel": {"code": "web", "text": "portail"},
        "sent_at": "2026-10-13T11:07:00+02:00",
        "body": "Depuis la mise à jour de cette nuit.",
        "quoted": "",
    }
    assert (file["name"], file["size"], file["content_type"]) == ("plan.txt", 6, "text/plain")


def test_notes_are_read_by_the_centre_alone(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.note(
        ticket, world.words(world.claire, "Entre nous.", world.at + timedelta(minutes=1)), at=world.at
    )

    assert [each.get("internal") for each in messages(as_(world.claire), ticket)] == [False, True]
    assert ["internal" in each for each in messages(as_(world.jean), ticket)] == [False]


def test_a_customer_s_word_brings_the_ticket_back_to_the_centre(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=world.at)

    answer = send(as_(world.jean), f"tickets/{ticket.number}/messages/", body="  C’est fait.\r\nMerci. ")

    ticket.refresh_from_db()
    assert answer.status_code == 201
    assert answer.json()["body"] == "C’est fait.\nMerci."
    assert ticket.status == Status.OPEN
    assert ticket.events.latest("pk").kind == Event.Kind.CUSTOMER_REPLIED
    assert OutgoingMail.objects.filter(to=world.claire.email).exists()


def test_an_engineer_s_answer_stops_the_clock_and_waits(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket()

    send(as_(world.claire), f"tickets/{ticket.number}/messages/", body="Essayez ceci.")

    ticket.refresh_from_db()
    assert ticket.first_response_at is not None
    assert (ticket.status, ticket.assignee) == (Status.WAITING_CUSTOMER, world.claire)
    assert OutgoingMail.objects.filter(to=world.jean.email, text__contains="Essayez ceci.").exists()


def test_an_answer_may_leave_the_ticket_with_the_centre(world: World, as_: As) -> None:
    ticket = world.ticket()

    send(as_(world.claire), f"tickets/{ticket.number}/messages/", body="Je regarde.", then="open")

    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


@pytest.mark.parametrize("field", ["then", "internal", "status", "author", "by_centre", "channel", "sent_at"])
def test_what_is_not_a_customer_s_to_say_is_named_and_nothing_is_written(world: World, field: str) -> None:
    ticket = world.ticket()

    answer = send(
        program(world.jean, "open"), f"tickets/{ticket.number}/messages/", body="Bonjour.", **{field: "open"}
    )

    assert refused_fields(answer) == {field: "unknown_field"}
    assert ticket.messages.count() == 1


def test_an_answer_that_others_were_faster_than_is_not_sent(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    seen = {"If-Match": client.get(f"/api/v1/tickets/{ticket.number}/")["ETag"]}
    replying.reply(ticket, world.words(world.jean, "Trouvé !"), at=world.at)

    answer = send(client, f"tickets/{ticket.number}/messages/", headers=seen, body="Essayez ceci.")

    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert ticket.messages.count() == 2


def test_what_was_seen_is_answered(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    seen = {"If-Match": client.get(f"/api/v1/tickets/{ticket.number}/")["ETag"]}

    answer = send(client, f"tickets/{ticket.number}/messages/", headers=seen, body="Essayez ceci.")

    assert answer.status_code == 201


def test_the_same_key_writes_once(world: World, as_: As) -> None:
    ticket, client, key = world.ticket(), as_(world.jean), {"Idempotency-Key": "42"}

    first = send(client, f"tickets/{ticket.number}/messages/", headers=key, body="Bonjour.")
    second = send(client, f"tickets/{ticket.number}/messages/", headers=key, body="Bonjour.")

    assert second.json() == first.json()
    assert second["Idempotency-Replayed"] == "true"
    assert ticket.messages.count() == 2


def test_a_closed_ticket_says_what_to_do_instead(world: World, as_: As) -> None:
    ticket = closing.close(world.ticket(), actor=world.jean, at=world.at)

    answer = send(as_(world.jean), f"tickets/{ticket.number}/messages/", body="Encore.")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert answer.json()["detail"] == "Ce ticket est clos\u00a0: rouvrez-le, ou ouvrez une nouvelle demande."


def test_out_of_sight_nothing_is_said(world: World, as_: As) -> None:
    ticket = world.ticket()

    answer = send(as_(world.marc), f"tickets/{ticket.number}/messages/", body="Bonjour.")

    assert answer.status_code == 404
    assert ticket.messages.count() == 1


def test_a_long_conversation_takes_few_queries(
    world: World, as_: As, django_assert_max_num_queries: Any
) -> None:
    ticket, client = world.ticket(files=[NewFile("a.txt", b"a")]), as_(world.jean)
    for _each in range(10):
        replying.reply(ticket, world.words(world.claire, files=[NewFile("b.txt", b"b")]), at=world.at)

    with django_assert_max_num_queries(6):  # session and person among them
        found = messages(client, ticket)

    assert len(found) == 11

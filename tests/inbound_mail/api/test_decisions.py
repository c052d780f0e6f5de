"""What an engineer decides on a mail, by program: the verbs of the page, once each."""

from __future__ import annotations

from typing import Any

import pytest

from inbound_mail import deciding
from inbound_mail.models import InboundMail, MailAnswer, Status
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.api.asking import STRANGER, decide, read
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World
from tickets.models import Event, Ticket

BODIES: dict[str, dict[str, Any]] = {
    "opening": {"address": "jean.petit@reseau-plus.example"},
    "attachment": {"number": "CST-2026-000001"},
    "answer": {"body": "Bonjour, qui êtes-vous ?"},
    "replay": {},
    "discard": {"reason": "Publicité."},
    "take-up": {},
}


@pytest.fixture
def mail(world: World) -> InboundMail:
    return arrive(raw_mail(STRANGER))


def refused(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.json()
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def test_a_mail_is_opened_for_a_customer_who_is_told(world: World, mail: InboundMail) -> None:
    answer = decide(world.claire, mail, "opening", address=world.jean.email)

    ticket = Ticket.objects.get()
    found = answer.json()
    assert (answer.status_code, found["ticket"]) == (201, ticket.number)
    assert answer["Location"] == f"http://localhost:8000/api/v1/tickets/{ticket.number}/"
    assert (found["status"]["code"], found["decided_by"]) == ("ticket", world.claire.full_name)
    assert answer["ETag"] == read(world.claire, mail)["ETag"]
    assert (ticket.requester, ticket.received_at) == (world.jean, TUESDAY)
    assert OutgoingMail.objects.filter(to=world.jean.email, subject__contains=ticket.number).exists()


def test_the_address_of_nobody_known_opens_nothing(world: World, mail: InboundMail) -> None:
    answer = decide(world.claire, mail, "opening", address=STRANGER)

    assert refused(answer) == [("address", "invalid")]
    assert "invitez-le d’abord" in answer.json()["errors"][0]["detail"]
    assert not Ticket.objects.exists()


def test_a_mail_is_attached_to_its_ticket(world: World, mail: InboundMail) -> None:
    ticket = world.ticket()

    answer = decide(world.claire, mail, "attachment", number=ticket.number.lower())

    assert (answer.status_code, answer.json()["ticket"]) == (201, ticket.number)
    note = ticket.messages.get(internal=True)
    assert STRANGER in note.body
    assert ticket.events.latest("id").kind == Event.Kind.NOTED


def test_a_ticket_that_there_is_not_gets_no_mail(world: World, mail: InboundMail) -> None:
    answer = decide(world.claire, mail, "attachment", number="CST-2026-999999")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert "Aucun ticket ne porte le numéro" in answer.json()["detail"]


def test_what_is_no_number_is_refused_in_the_page_s_words(world: World, mail: InboundMail) -> None:
    answer = decide(world.claire, mail, "attachment", number="42")

    assert refused(answer) == [("number", "invalid")]


def test_the_sender_is_answered_once_for_a_key(world: World, mail: InboundMail) -> None:
    for _ in range(2):
        answer = decide(
            world.claire, mail, "answer", {"Idempotency-Key": "mail-1"}, body="Bonjour, qui êtes-vous ?"
        )

    assert (answer.status_code, answer["Idempotency-Replayed"]) == (201, "true")
    assert MailAnswer.objects.get().body == "Bonjour, qui êtes-vous ?"
    assert OutgoingMail.objects.get(topic=f"mail_answer:{mail.pk}").to == STRANGER
    assert (answer.json()["status"]["code"], answer.json()["answers"]) == ("answered", 1)


def test_an_answer_that_a_colleague_sent_meanwhile_is_read_first(world: World, mail: InboundMail) -> None:
    deciding.answer(mail, "Le mien", actor=world.hugo, at=TUESDAY, submission_key="other", read=0)

    answer = decide(world.claire, mail, "answer", body="Le deuxième")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert decide(world.claire, mail, "answer", body="Le deuxième", read=1).status_code == 201


def test_a_mail_is_tried_again(world: World, mail: InboundMail) -> None:
    answer = decide(world.claire, mail, "replay")

    assert (answer.status_code, answer.json()["status"]["code"]) == (200, "received")


def test_a_mail_is_put_aside_and_taken_up_again(world: World, mail: InboundMail) -> None:
    aside = decide(world.claire, mail, "discard", reason="Publicité.").json()
    back = decide(world.hugo, mail, "take-up").json()

    assert (aside["status"]["code"], aside["decision"]) == ("discarded", "Publicité.")
    assert aside["decisions"] == ["take_up"]
    assert (back["status"]["code"], back["decided_by"]) == ("held", world.hugo.full_name)


def test_what_has_an_end_already_is_told(world: World, mail: InboundMail) -> None:
    decide(world.hugo, mail, "opening", address=world.jean.email)

    answer = decide(world.claire, mail, "discard", reason="Publicité.")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert "déjà une suite" in answer.json()["detail"]


@pytest.mark.parametrize("decision", BODIES)
def test_a_decision_on_what_has_moved_is_refused(world: World, mail: InboundMail, decision: str) -> None:
    world.ticket()
    tag = read(world.claire, mail)["ETag"]
    deciding.discard(mail, "Publicité", actor=world.hugo, at=TUESDAY)

    answer = decide(world.claire, mail, decision, {"If-Match": tag}, **BODIES[decision])

    mail.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert (mail.status, mail.decided_by) == (Status.DISCARDED, world.hugo)


@pytest.mark.parametrize("decision", BODIES)
def test_a_field_that_there_is_not_is_named_and_nothing_changes(
    world: World, mail: InboundMail, decision: str
) -> None:
    answer = decide(world.claire, mail, decision, **BODIES[decision], status="ticket")

    mail.refresh_from_db()
    assert refused(answer) == [("status", "unknown_field")]
    assert (mail.status, mail.decided_by) == (Status.HELD, None)


@pytest.mark.parametrize("who", ["sophie", "jean", "ines"])
@pytest.mark.parametrize("decision", BODIES)
def test_nobody_else_decides(world: World, mail: InboundMail, decision: str, who: str) -> None:
    answer = decide(getattr(world, who), mail, decision, **BODIES[decision])

    mail.refresh_from_db()
    assert answer.status_code == 403
    assert (mail.status, mail.decided_by) == (Status.HELD, None)

"""Answers stop the clock and move the ball; notes do neither."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from outbound_mail.models import OutgoingMail
from tests.world import EXPIRED_AP, TUESDAY, World
from tickets.actions import closing, replying
from tickets.actions.writing import NotPossible
from tickets.models import Message, Status

LATER = TUESDAY + timedelta(minutes=30)


def test_the_first_public_answer_of_the_centre_stops_the_clock(world: World) -> None:  # CH-V.2
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire, at=LATER), at=LATER)
    ticket.refresh_from_db()

    assert ticket.first_response_at == LATER
    assert (ticket.status, ticket.queue_rank) == (Status.WAITING_CUSTOMER, None)


def test_a_note_stops_nothing(world: World) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.claire, at=LATER), at=LATER)
    ticket.refresh_from_db()

    assert ticket.first_response_at is None
    assert ticket.queue_rank == 1


def test_a_note_sends_nothing(world: World) -> None:
    ticket = world.ticket()
    before = OutgoingMail.objects.count()
    replying.note(ticket, world.words(world.claire), at=LATER)

    assert OutgoingMail.objects.count() == before


def test_the_acknowledgement_is_no_answer(world: World) -> None:  # CH-V.2
    ticket = world.ticket()

    assert OutgoingMail.objects.filter(to=world.jean.email).exists()
    assert ticket.first_response_at is None


def test_the_customer_s_own_words_are_no_answer(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.jean, at=LATER), at=LATER)
    ticket.refresh_from_db()

    assert (ticket.first_response_at, ticket.status) == (None, Status.NEW)


def test_the_requester_gets_the_answer_by_mail_in_the_same_thread(world: World) -> None:
    ticket = world.ticket(channel="mail", mail_message_id="<jean-1@reseau-plus.example>")
    replying.reply(ticket, world.words(world.claire, "Voici la solution.", at=LATER), at=LATER)
    answer = OutgoingMail.objects.filter(to=world.jean.email).latest("created_at")

    assert "Voici la solution." in answer.text
    assert answer.headers["In-Reply-To"] == "<jean-1@reseau-plus.example>"
    assert f"+{ticket.number.lower()}." in answer.reply_to


def test_the_customer_s_answer_gives_the_ticket_back_to_the_engineer(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire, at=LATER), at=LATER)
    replying.reply(ticket, world.words(world.jean, at=LATER), at=LATER + timedelta(hours=1))
    ticket.refresh_from_db()

    assert (ticket.status, ticket.assignee, ticket.queue_rank) == (Status.OPEN, world.claire, 2)
    assert OutgoingMail.objects.filter(to=world.claire.email).count() == 1


def test_an_out_of_office_moves_nothing(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire, at=LATER), at=LATER)
    replying.reply(ticket, world.words(world.jean, at=LATER, automatic=True), at=LATER)
    ticket.refresh_from_db()

    assert ticket.status == Status.WAITING_CUSTOMER
    assert not OutgoingMail.objects.filter(to=world.claire.email).exists()


def test_an_answer_to_a_resolved_ticket_reopens_it(world: World) -> None:
    ticket = world.ticket()
    closing.resolve(ticket, world.words(world.claire, at=LATER), at=LATER)
    replying.reply(ticket, world.words(world.jean, at=LATER), at=LATER)
    ticket.refresh_from_db()

    assert ticket.status == Status.OPEN


def test_the_same_words_are_written_once(world: World) -> None:
    ticket = world.ticket()
    words = world.words(world.claire, submission_key="reply:1")
    replying.reply(ticket, words, at=LATER)
    replying.reply(ticket, words, at=LATER)

    assert Message.objects.filter(ticket=ticket, by_centre=True).count() == 1


def test_a_customer_writes_no_note(world: World) -> None:
    with pytest.raises(PermissionDenied):
        replying.note(world.ticket(), world.words(world.jean), at=LATER)


def test_a_refused_request_takes_no_answer_before_a_waiver(world: World) -> None:
    refused = world.ticket(world.marc, serial=EXPIRED_AP)

    with pytest.raises(NotPossible, match="dérogation"):
        replying.reply(refused, world.words(world.claire), at=LATER)

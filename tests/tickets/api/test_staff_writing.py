"""Internal notes and solutions by program: /notes/ and /resolve/ (CH-V.2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from outbound_mail.models import OutgoingMail
from tests.tickets.api.centre import ask, events, tag, wrong
from tests.tickets.api.conftest import As
from tests.world import World
from tickets import files
from tickets.actions import assigning, closing
from tickets.api import attached
from tickets.drafting import pieces
from tickets.models import Event, Message, Status, Upload

NOTE = {"body": "Journaux reçus."}
SOLUTION = {"body": "Le tunnel tient depuis la mise à jour.", "cause": "software"}


def sent_ahead(person: Any, name: str = "journal.txt", content: bytes = b"ike 0: failed") -> Upload:
    """A file of `person` that arrived whole by program."""
    announced = pieces.Announced(name, len(content))
    row = pieces.begin(person, attached.new_form(), announced, timezone.now())
    pieces.append(person, row.pk, 0, content)
    return pieces.finish(person, row.pk)


def test_a_note_stays_among_the_team(world: World, as_: As) -> None:
    ticket = world.ticket()
    mails = OutgoingMail.objects.count()

    answer = ask(as_(world.claire), ticket, "notes", NOTE)

    message = ticket.messages.get(internal=True)
    assert (answer.status_code, answer.json()["status"]["code"]) == (201, "new")
    assert (message.body, message.author) == ("Journaux reçus.", world.claire)
    assert events(ticket) == [Event.Kind.OPENED, Event.Kind.NOTED]
    assert OutgoingMail.objects.count() == mails


def test_whom_a_note_names_is_told(world: World, as_: As) -> None:
    ticket = world.ticket()

    ask(as_(world.claire), ticket, "notes", {"body": "@Hugo Leroy, as-tu déjà vu cela\u202f?"})

    assert OutgoingMail.objects.filter(to=world.hugo.email).count() == 1


def test_an_answer_that_resolves_stops_the_clock_and_says_what_it_was(
    world: World, as_: As
) -> None:  # CH-V.2
    ticket = world.ticket()

    answer = ask(as_(world.claire), ticket, "resolve", SOLUTION)

    found = answer.json()
    assert (answer.status_code, found["status"]["code"], found["ended"]) == (200, "resolved", True)
    assert (found["cause"], found["first_response_at"]) == ("software", "2026-10-13T12:07:00+02:00")
    assert OutgoingMail.objects.filter(to=world.jean.email, subject__contains=ticket.number).count() == 2


def test_a_closed_ticket_is_reopened_first(world: World, as_: As) -> None:
    ticket = world.ticket()
    closing.close(ticket, actor=world.claire, at=world.at)

    answer = ask(as_(world.claire), ticket, "resolve", SOLUTION)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert answer.json()["detail"] == "Ce ticket est clos\u00a0: rouvrez-le pour répondre."


def test_a_file_that_was_sent_ahead_goes_along(world: World, as_: As) -> None:
    ticket, row = world.ticket(), sent_ahead(world.claire)

    answer = ask(as_(world.claire), ticket, "notes", {**NOTE, "uploads": [str(row.pk)]})

    assert answer.status_code == 201, answer.content
    [attachment] = ticket.messages.get(internal=True).attachments.all()
    assert (attachment.name, files.content(attachment)) == ("journal.txt", b"ike 0: failed")
    assert not Upload.objects.exists()


def test_a_file_of_a_colleague_stays_theirs(world: World, as_: As) -> None:
    ticket, row = world.ticket(), sent_ahead(world.hugo)

    answer = ask(as_(world.claire), ticket, "notes", {**NOTE, "uploads": [str(row.pk)]})

    assert wrong(answer) == [("uploads[0]", "unknown_upload")]
    assert events(ticket) == [Event.Kind.OPENED]


@pytest.mark.parametrize(("what", "body"), [("notes", NOTE), ("resolve", SOLUTION)])
def test_the_same_key_writes_once(world: World, as_: As, what: str, body: dict[str, str]) -> None:
    ticket, client = world.ticket(), as_(world.claire)

    first = ask(client, ticket, what, body, **{"Idempotency-Key": "n-1"})
    again = ask(client, ticket, what, body, **{"Idempotency-Key": "n-1"})

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert ticket.messages.filter(author=world.claire).count() == 1


@pytest.mark.parametrize(("what", "body"), [("notes", NOTE), ("resolve", SOLUTION)])
def test_nothing_is_written_past_what_happened_meanwhile(
    world: World, as_: As, what: str, body: dict[str, str]
) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    seen = tag(client, ticket)
    assigning.assign(ticket, world.hugo, actor=world.hugo, at=world.at)

    answer = ask(client, ticket, what, body, **{"If-Match": seen})

    assert answer.status_code == 412
    assert not ticket.messages.filter(author=world.claire).exists()


@pytest.mark.parametrize("what", ["notes", "resolve"])
@pytest.mark.parametrize("body", ["", " \n "])
def test_nothing_is_written_without_words(world: World, as_: As, what: str, body: str) -> None:
    assert wrong(ask(as_(world.claire), world.ticket(), what, {"body": body})) == [("body", "blank")]


@pytest.mark.parametrize(
    "field", ["internal", "status", "then", "author", "by_centre", "sent_at", "submission_key"]
)
def test_a_writer_sets_nothing_but_their_words(world: World, as_: As, field: str) -> None:
    ticket = world.ticket()

    answer = ask(as_(world.claire), ticket, "notes", {**NOTE, field: "x"})

    assert wrong(answer) == [(field, "unknown_field")]
    assert not ticket.messages.filter(internal=True).exists()


@pytest.mark.parametrize(("what", "body"), [("notes", NOTE), ("resolve", SOLUTION)])
def test_customers_write_neither(world: World, as_: As, what: str, body: dict[str, str]) -> None:
    ticket = world.ticket(world.sophie)

    statuses = [
        ask(as_(person), ticket, what, body).status_code for person in (world.sophie, world.jean, world.marc)
    ]

    assert statuses == [403, 403, 404]
    ticket.refresh_from_db()
    assert (ticket.status, Message.objects.filter(ticket=ticket).count()) == (Status.NEW, 1)

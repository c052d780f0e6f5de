"""Answers and notes through the page: what they do, and that nothing typed is lost or sent twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cst.demo import cast
from tests.tickets.console.reading import Answered, answer, note, words
from tests.world import EXPIRED_AP, TUESDAY, World
from tickets.actions import closing, replying, waiving
from tickets.drafting import drafts
from tickets.models import AttachmentCategory, Draft, Message, Status, Ticket, Upload

As = Callable[[User], Client]


def send(client: Client, ticket: Ticket, route: str, data: dict[str, object]) -> Answered:
    return client.post(reverse(f"console:{route}", args=[ticket.number]), data)


def by_centre(ticket: Ticket) -> list[Message]:
    return list(ticket.messages.filter(by_centre=True))


def test_the_first_answer_stops_the_clock_and_waits_for_the_customer(world: World, as_: As) -> None:  # CH-V.2
    ticket = world.ticket()
    response = send(as_(world.claire), ticket, "messages", answer(world.claire, ticket))
    ticket.refresh_from_db()

    assert response.status_code == 302
    assert ticket.first_response_at == timezone.now()
    assert (ticket.status, ticket.assignee) == (Status.WAITING_CUSTOMER, world.claire)


@pytest.mark.parametrize(("hours", "said"), [(0, "Engagement tenu"), (-24, "Engagement manqué")])
def test_the_engineer_is_told_whether_the_promise_was_kept(  # CH-V.2
    world: World, as_: As, hours: int, said: str
) -> None:
    ticket = world.ticket(received_at=TUESDAY + timedelta(hours=hours))
    client = as_(world.claire)
    send(client, ticket, "messages", answer(world.claire, ticket))

    assert said in words(client.get(reverse("console:ticket", args=[ticket.number])))


def test_an_answer_may_keep_the_ticket_with_the_centre(world: World, as_: As) -> None:
    ticket = world.ticket()
    send(as_(world.claire), ticket, "messages", answer(world.claire, ticket, then="keep"))
    ticket.refresh_from_db()

    assert ticket.status == Status.OPEN


def test_an_answer_may_resolve_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    send(as_(world.claire), ticket, "resolution", answer(world.claire, ticket))
    ticket.refresh_from_db()

    assert ticket.status == Status.RESOLVED
    assert ticket.first_response_at is not None


def test_a_note_stops_nothing_and_no_customer_reads_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    send(as_(world.claire), ticket, "notes", note(world.claire))
    ticket.refresh_from_db()
    portal = as_(world.jean).get(reverse("portal:ticket", args=[ticket.number]))

    assert ticket.first_response_at is None
    assert [message.internal for message in by_centre(ticket)] == [True]
    assert "Déjà vu en 7.4.5." not in words(portal)


@pytest.mark.parametrize("route", ["messages", "resolution"])
def test_a_second_click_writes_nothing_more(world: World, as_: As, route: str) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    data = answer(world.claire, ticket)
    send(client, ticket, route, data)
    events = ticket.events.count()
    response = send(client, ticket, route, data)

    assert response.status_code == 302
    assert len(by_centre(ticket)) == 1
    assert ticket.events.count() == events


def test_other_words_under_the_same_key_stay_in_the_box(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    data = answer(world.claire, ticket)
    send(client, ticket, "messages", data)
    send(client, ticket, "messages", {**data, "body": "Et une question de plus."})
    page = client.get(reverse("console:ticket", args=[ticket.number]))

    assert len(by_centre(ticket)) == 1
    assert page.context["composer"]["answer"].body == "Et une question de plus."


@pytest.mark.parametrize(("route", "filled"), [("messages", answer), ("notes", note)])
def test_an_empty_text_is_refused_beside_the_box(
    world: World, as_: As, route: str, filled: Callable[..., dict[str, object]]
) -> None:
    ticket = world.ticket()
    extra = (ticket,) if route == "messages" else ()
    response = send(as_(world.claire), ticket, route, filled(world.claire, *extra, body="  "))

    assert response.status_code == 422
    assert "Écrivez votre texte avant de l’envoyer." in words(response)
    assert by_centre(ticket) == []


def test_a_note_that_failed_comes_back_as_a_note(world: World, as_: As) -> None:
    ticket = world.ticket()
    response = send(as_(world.claire), ticket, "notes", note(world.claire, body=""))

    assert response.context["composer"]["note_first"]


def test_a_ticket_that_changed_meanwhile_warns_and_keeps_the_text(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    data = answer(world.claire, ticket)
    replying.reply(ticket, world.words(world.jean, "C’est revenu tout seul."), at=TUESDAY)
    response = send(client, ticket, "messages", data)

    assert response.status_code == 409
    assert "Jean Petit a répondu" in words(response)
    assert response.context["composer"]["answer"].body == data["body"]
    assert by_centre(ticket) == []

    again = {**data, "shown": response.context["shown"]}
    assert send(client, ticket, "messages", again).status_code == 302
    assert len(by_centre(ticket)) == 1


def test_what_one_did_oneself_is_no_change(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    data = answer(world.claire, ticket)
    send(client, ticket, "notes", note(world.claire))

    assert send(client, ticket, "messages", data).status_code == 302


def test_a_page_that_does_not_say_what_it_showed_is_warned(world: World, as_: As) -> None:
    ticket = world.ticket()
    response = send(as_(world.claire), ticket, "messages", answer(world.claire, ticket, shown="soon"))

    assert response.status_code == 409


def test_a_note_needs_no_second_look(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    client.get(reverse("console:ticket", args=[ticket.number]))
    replying.reply(ticket, world.words(world.jean), at=TUESDAY)

    assert send(client, ticket, "notes", note(world.claire)).status_code == 302


def test_a_ticket_closed_by_oneself_meanwhile_keeps_the_text(world: World, as_: As) -> None:
    ticket, client = world.ticket(), as_(world.claire)
    data = answer(world.claire, ticket)
    closing.close(ticket, actor=world.claire, at=TUESDAY)
    response = send(client, ticket, "messages", data)

    assert response.status_code == 422
    assert "Ce ticket est clos : rouvrez-le pour répondre." in words(response)
    assert response.context["composer"]["answer"].body == data["body"]


def test_a_refused_request_takes_an_answer_only_after_a_waiver(world: World, as_: As) -> None:
    ticket, client = world.ticket(world.marc, serial=EXPIRED_AP), as_(world.claire)

    assert send(client, ticket, "messages", answer(world.claire, ticket)).status_code == 422
    waiving.waive(ticket, "Renouvellement signé.", actor=world.claire, at=TUESDAY)
    assert send(client, ticket, "messages", answer(world.claire, ticket)).status_code == 302


def test_files_go_with_the_answer(world: World, as_: As) -> None:
    ticket = world.ticket()
    file = SimpleUploadedFile("regles.txt", b"policy 14")
    data = answer(world.claire, ticket, files=[file], file_categories=["report"])
    send(as_(world.claire), ticket, "messages", data)

    assert [row.name for row in by_centre(ticket)[0].attachments.all()] == ["regles.txt"]


def test_a_backup_on_a_note_is_encrypted(world: World, as_: As) -> None:
    ticket = world.ticket()
    file = SimpleUploadedFile("backup.conf", b"set password x")
    data = note(world.claire, note_files=[file], file_categories=["configuration"])
    send(as_(world.claire), ticket, "notes", data)
    stored = by_centre(ticket)[0].attachments.get()

    assert (stored.category, stored.encrypted) == (AttachmentCategory.CONFIGURATION, True)


def test_files_picked_for_a_note_never_leave_with_an_answer(world: World, as_: As) -> None:
    ticket = world.ticket()
    file = SimpleUploadedFile("interne.txt", b"secret")
    send(as_(world.claire), ticket, "messages", answer(world.claire, ticket, note_files=[file]))

    assert not by_centre(ticket)[0].attachments.exists()


@override_settings(ATTACHMENT_MAX_BYTES=10)
def test_a_file_too_large_is_said_and_the_rest_is_kept(world: World, as_: As) -> None:
    ticket = world.ticket()
    sent = [SimpleUploadedFile("petit.txt", b"small"), SimpleUploadedFile("gros.txt", b"far too large")]
    response = send(as_(world.claire), ticket, "messages", answer(world.claire, ticket, files=sent))

    assert response.status_code == 422
    assert "« gros.txt » pèse" in words(response)
    assert [row.name for row in Upload.objects.all()] == ["petit.txt"]
    assert response.context["composer"]["answer"].body.startswith("Bonjour Jean")


def test_a_draft_is_forgotten_once_sent_and_the_other_stays(world: World, as_: As) -> None:
    ticket = world.ticket()
    for form in (drafts.reply_form(ticket.number), drafts.note_form(ticket.number)):
        drafts.save(world.claire, form, {"body": "brouillon"}, TUESDAY)
    send(as_(world.claire), ticket, "messages", answer(world.claire, ticket))

    assert [row.form for row in Draft.objects.all()] == [drafts.note_form(ticket.number)]


def test_words_typed_into_an_ended_session_are_there_after_login(world: World, client: Client) -> None:
    ticket = world.ticket()
    data = note(world.claire, body="Tapée trop tard.")
    away = send(client, ticket, "notes", data)
    client.post(away["Location"], {"login": world.claire.email, "password": cast.PASSWORD})
    composer = client.get(reverse("console:ticket", args=[ticket.number])).context["composer"]

    assert composer["note"].body == "Tapée trop tard."
    assert composer["note_first"]
    assert composer["answer"].body == ""

"""The page of a ticket: what is read there, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts import credit
from contracts.models import Vendor
from tests.tickets.portal.reading import words
from tests.world import EXPIRED_AP, OUT_OF_CATALOGUE, STORMSHIELD, World
from tickets.actions import closing, escalating, estimating, replying, waiving
from tickets.drafting import drafts, submission
from tickets.models import Attachment, Estimate, Event, Status, Ticket, Upload

As = Callable[[User], Client]


def url(ticket: Ticket, route: str = "ticket") -> str:
    return reverse(f"portal:{route}", args=[ticket.number])


def answered(world: World, ticket: Ticket, body: str = "Quelle version exactement ?") -> Ticket:
    later = world.at + timedelta(minutes=10)
    replying.reply(ticket, world.words(world.claire, body, later), at=later)
    ticket.refresh_from_db()
    return ticket


def said(person: User, body: str, **changes: object) -> dict[str, object]:
    return {"submission_key": submission.new(person).token, "body": body, **changes}


def test_the_thread_holds_both_sides_and_the_history(world: World, as_: As) -> None:
    page = words(as_(world.jean).get(url(answered(world, world.ticket()))))

    assert page.index("Demande ouverte par Jean Petit") < page.index("Depuis la mise à jour de cette nuit.")
    assert page.index("Depuis la mise à jour de cette nuit.") < page.index("Quelle version exactement ?")


def test_an_internal_note_is_nowhere_on_the_page(world: World, as_: As) -> None:
    ticket = world.ticket()
    replying.note(ticket, world.words(world.claire, "Client pénible, secret."), at=world.at)

    html = as_(world.jean).get(url(ticket)).content.decode()

    assert "secret" not in html
    assert "note interne" not in html.lower()


def test_the_first_answer_says_that_the_promise_was_kept(world: World, as_: As) -> None:  # CH-V.2
    assert "engagement tenu" in words(as_(world.jean).get(url(answered(world, world.ticket()))))


@pytest.mark.parametrize("who", ["marc", "anne", "paul"])
def test_a_ticket_out_of_sight_does_not_exist(world: World, as_: As, who: str) -> None:
    assert as_(getattr(world, who)).get(url(world.ticket())).status_code == 404


def test_a_reseller_sees_its_end_customers_ticket_and_not_the_other_way(
    world: World, as_: As
) -> None:  # CH-II.1
    assert as_(world.lea).get(url(world.ticket(world.sophie))).status_code == 200
    assert as_(world.sophie).get(url(world.ticket(world.jean))).status_code == 404


def test_the_centre_works_in_the_console(world: World, as_: As) -> None:
    assert as_(world.claire).get(url(world.ticket())).status_code == 403


def test_an_attachment_is_opened_at_its_own_address(world: World, as_: As) -> None:
    client = as_(world.jean)
    ticket = world.ticket()
    client.post(
        url(ticket, "messages"), said(world.jean, "Voici.", files=SimpleUploadedFile("log.txt", b"ike 0"))
    )

    address = reverse("attachments:download", args=[Attachment.objects.get().pk])

    assert address in client.get(url(ticket)).content.decode()
    assert client.get(address).content == b"ike 0"


# --- Answering ------------------------------------------------------------------------------------------


def test_an_answer_brings_the_ticket_back_to_the_centre(world: World, as_: As) -> None:
    ticket = answered(world, world.ticket())

    response = as_(world.jean).post(url(ticket, "messages"), said(world.jean, "7.4.3 partout."))

    message = ticket.messages.get(body="7.4.3 partout.")
    assert response.headers["Location"] == f"{url(ticket)}#message-{message.pk}"
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_the_same_answer_twice_is_one_message(world: World, as_: As) -> None:
    ticket = world.ticket()
    form = said(world.jean, "Encore moi.")

    for _ in range(2):
        as_(world.jean).post(url(ticket, "messages"), form)

    assert ticket.messages.filter(body="Encore moi.").count() == 1


def test_an_empty_answer_keeps_its_file(world: World, as_: As) -> None:
    file = SimpleUploadedFile("log.txt", b"ike 0")

    response = as_(world.jean).post(url(world.ticket(), "messages"), said(world.jean, " ", files=file))

    assert response.status_code == 422
    assert "Écrivez votre réponse avant de l’envoyer." in words(response)
    assert Upload.objects.get().name == "log.txt"
    assert "log.txt" in words(response)


def test_an_answer_on_a_ticket_closed_meanwhile_is_kept_with_a_sentence(world: World, as_: As) -> None:
    ticket = closing.close(world.ticket(), actor=world.claire, at=world.at)

    response = as_(world.jean).post(url(ticket, "messages"), said(world.jean, "Trop tard ?"))

    assert response.status_code == 422
    assert "Ce ticket est clos : rouvrez-le, ou ouvrez une nouvelle demande." in words(response)
    assert "Trop tard ?" in words(response)


def test_an_answer_typed_and_not_sent_is_there_again(world: World, as_: As) -> None:
    ticket = world.ticket()
    as_(world.jean).post(f"/saisie/brouillons/reply:{ticket.number}/", {"body": "À finir"})

    assert "À finir" in words(as_(world.jean).get(url(ticket)))


def test_sending_forgets_the_draft(world: World, as_: As) -> None:
    ticket = world.ticket()
    drafts.save(world.jean, f"reply:{ticket.number}", {"body": "À finir"}, world.at)

    as_(world.jean).post(url(ticket, "messages"), said(world.jean, "Fini."))

    assert not drafts.load(world.jean, f"reply:{ticket.number}", {"body"})


def test_an_answer_sent_after_the_session_ended_waits_in_the_box(world: World, client: Client) -> None:
    ticket = world.ticket()
    client.post(url(ticket, "messages"), said(world.jean, "Écrit trop longtemps."))
    client.force_login(world.jean)

    assert "Écrit trop longtemps." in words(client.get(url(ticket)))
    assert ticket.messages.count() == 1


# --- New answers without reload -------------------------------------------------------------------------


def _news(client: Client, ticket: Ticket, shown: int, told: int) -> str:
    response = client.get(url(ticket, "news"), {"depuis": shown, "vu": told}, headers={"HX-Request": "true"})
    return words(response) if response.status_code == 200 else str(response.status_code)


def test_a_new_answer_comes_to_the_open_page(world: World, as_: As) -> None:
    ticket = world.ticket()
    shown = ticket.events.latest("id").pk
    answered(world, ticket, "Essayez ceci.")

    page = _news(as_(world.jean), ticket, shown, shown)

    assert "Essayez ceci." in page
    assert "en attente de votre réponse" in page


def test_nothing_new_touches_nothing(world: World, as_: As) -> None:
    ticket = world.ticket()
    shown = ticket.events.latest("id").pk
    replying.note(ticket, world.words(world.claire, "Note."), at=world.at)

    assert _news(as_(world.jean), ticket, shown, shown) == "204"


def test_the_answer_to_a_poll_never_holds_the_reply_box(world: World, as_: As) -> None:
    ticket = answered(world, world.ticket())

    response = as_(world.jean).get(url(ticket, "news"), {"depuis": 0, "vu": 0})

    assert b"<textarea" not in response.content


def test_a_ticket_closed_meanwhile_says_so_beside_the_box(world: World, as_: As) -> None:
    ticket = world.ticket()
    shown = ticket.events.latest("id").pk
    closing.close(ticket, actor=world.lea, at=world.at)

    page = _news(as_(world.jean), ticket, shown, shown)

    assert "Ce ticket est clos : rouvrez-le, ou ouvrez une nouvelle demande." in page


def test_a_long_thread_leads_to_its_last_message(world: World, as_: As) -> None:
    ticket = world.ticket()
    for number in range(8):
        replying.reply(ticket, world.words(world.jean, f"Trace {number}."), at=world.at)

    page = as_(world.jean).get(url(ticket)).content.decode()

    assert f'href="#message-{ticket.messages.latest("id").pk}"' in page


def test_an_ended_session_stops_the_polling_without_touching_the_page(world: World, client: Client) -> None:
    response = client.get(url(world.ticket(), "news"), headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Reswap"]) == (286, "none")


# --- Where it stands, and what can be done --------------------------------------------------------------


def test_a_case_at_the_manufacturer_is_named(world: World, as_: As) -> None:
    ticket = answered(world, world.ticket())
    case = escalating.Case(Vendor.objects.get(name="Fortinet"), "FTNT-88123", "Défaut mémoire.")
    escalating.escalate(ticket, case, actor=world.claire, at=world.at)

    assert "chez le constructeur depuis un instant, dossier FTNT-88123" in words(
        as_(world.jean).get(url(ticket))
    )


def test_a_waived_request_says_so(world: World, as_: As) -> None:
    ticket = world.ticket(world.marc, serial=EXPIRED_AP)
    waiving.waive(ticket, "Renouvellement signé.", actor=world.hugo, at=world.at)

    page = words(as_(world.marc).get(url(ticket)))

    assert "ouvert à titre exceptionnel" in page
    assert "Renouvellement signé" not in page


def test_a_refused_request_stays_to_be_read_and_completed(world: World, as_: As) -> None:
    ticket = world.ticket(serial=OUT_OF_CATALOGUE, channel="mail")

    page = words(as_(world.jean).get(url(ticket)))

    assert "non ouvert, gardé pour examen" in page
    assert "ne figure plus à notre catalogue" in page
    assert "Un complément peut aider" in page


def test_the_reseller_reads_and_answers_what_was_passed_on(world: World, as_: As) -> None:  # CH-II.2
    ticket = world.ticket(world.paul, serial=STORMSHIELD)
    client = as_(world.jean)
    page = words(client.get(url(ticket)))
    assert "entre vos mains" in page
    assert "Répondre à Menuiserie Dubois" in page

    client.post(url(ticket, "messages"), said(world.jean, "Je m’en occupe."))

    assert "Je m’en occupe." in words(as_(world.paul).get(url(ticket)))


def test_one_closes_and_reopens_ones_own_request(world: World, as_: As) -> None:
    ticket = world.ticket()
    client = as_(world.jean)

    client.post(url(ticket, "closure"))
    assert "Cette demande est close" in words(client.get(url(ticket)))
    client.post(url(ticket, "reopening"))

    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_a_reseller_does_not_close_its_customers_request(world: World, as_: As) -> None:
    ticket = world.ticket(world.sophie)
    client = as_(world.jean)

    assert "Clore la demande" not in words(client.get(url(ticket)))
    assert client.post(url(ticket, "closure")).status_code == 403


def test_reopening_too_late_is_answered_with_a_sentence(world: World, as_: As) -> None:
    ticket = world.ticket(received_at=world.at - timedelta(days=40))
    closing.close(ticket, actor=world.claire, at=world.at - timedelta(days=35))

    page = words(as_(world.jean).post(url(ticket, "reopening"), follow=True))

    assert "clos depuis plus de 30 jours" in page
    assert "Ouvrir une nouvelle demande" in page


# --- Estimates ------------------------------------------------------------------------------------------


def proposed(world: World, minutes: int = 120) -> Estimate:
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    return estimating.propose(ticket, minutes, "Créer le VLAN.", actor=world.claire, at=world.at)


def test_an_estimate_is_approved_with_what_is_left_in_view(world: World, as_: As) -> None:  # CH-PS
    estimate = proposed(world)
    page = words(as_(world.jean).get(url(estimate.ticket)))
    assert "il reste 6h30" in page
    assert "4h30 après accord" in page

    form = {"estimate": estimate.pk, "decision": "approved"}
    as_(world.jean).post(url(estimate.ticket, "estimate_decision"), form)

    estimate.refresh_from_db()
    assert estimate.decision == Estimate.Decision.APPROVED
    assert credit.balance(estimate.payer) == 270


def test_too_little_credit_is_said_beside_the_estimate(world: World, as_: As) -> None:  # CH-PS
    estimate = proposed(world, 600)

    form = {"estimate": estimate.pk, "decision": "approved"}
    response = as_(world.jean).post(url(estimate.ticket, "estimate_decision"), form)

    assert response.status_code == 422
    assert "Il reste 6h30 de crédit-temps : il en faut 10h." in words(response)
    assert Estimate.objects.get().decision == Estimate.Decision.PENDING


def test_the_estimate_of_another_ticket_is_not_found(world: World, as_: As) -> None:
    estimate, other = proposed(world), world.ticket()

    form = {"estimate": estimate.pk, "decision": "approved"}

    assert as_(world.jean).post(url(other, "estimate_decision"), form).status_code == 404


def test_reading_a_ticket_leaves_no_trace(world: World, as_: As) -> None:
    ticket = world.ticket()
    before = Event.objects.count()

    as_(world.jean).get(url(ticket))

    assert Event.objects.count() == before

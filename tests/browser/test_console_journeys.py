"""The console as an engineer works in it, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cst.demo.cast import PASSWORD
from outbound_mail.models import OutgoingMail
from tests.world import SWITCH, TUESDAY, World
from tickets.actions import replying
from tickets.models import Message, Status, Ticket

ROW = "[data-list-link]"


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    """11:37 on the Tuesday: half an hour after the world's tickets reach the centre."""
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


def log_in(page: Page, person: User, then: str = "/") -> None:
    """By the login page, as a person does; engineers land on the queue."""
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda address: "/login" not in address)


def test_claire_answers_from_the_queue_and_the_clock_stops(
    page: Page, browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:  # CH-V.2
    world = transactional_world
    ticket = world.ticket()
    log_in(page, world.claire)
    expect(page.get_by_role("heading", name="À répondre", level=1)).to_be_visible()
    expect(page.locator("tr", has_text=ticket.number)).to_contain_text("reste 1h")
    page.get_by_role("link", name="Le tunnel IPsec tombe").click()
    expect(page.get_by_role("group", name="Première réponse")).to_contain_text("14h37 = reçu 11h07")

    page.get_by_label("Votre réponse, que le client lira").fill("Bonjour Jean, quelle version ?")
    page.get_by_role("button", name="Envoyer, et attendre le client").click()

    expect(page.locator(".flash-success")).to_contain_text("Engagement tenu.")
    expect(page.get_by_role("group", name="Première réponse")).to_contain_text("engagement tenu")
    ticket.refresh_from_db()
    assert ticket.first_response_at is not None
    assert OutgoingMail.objects.filter(to=world.jean.email, text__contains="quelle version").exists()

    window = browser.new_context(base_url=live_server.url, locale="fr-FR").new_page()
    log_in(window, world.jean, f"/portail/incidents/{ticket.number}/")
    expect(window.locator("#thread")).to_contain_text("Bonjour Jean, quelle version ?")
    window.context.close()


def test_jean_never_sees_an_internal_note(
    page: Page, browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:
    world = transactional_world
    ticket = world.ticket()
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    page.get_by_text("Note interne", exact=True).first.click()
    expect(page.get_by_label("Votre réponse, que le client lira")).to_be_hidden()
    page.get_by_label("Note interne, jamais vue du client").fill("Défaut connu, attendre la 7.4.5.")
    page.get_by_role("button", name="Ajouter la note interne").click()
    expect(page.locator(".message-note")).to_contain_text("jamais vue du client")

    window = browser.new_context(base_url=live_server.url, locale="fr-FR").new_page()
    log_in(window, world.jean, f"/portail/incidents/{ticket.number}/")
    expect(window.locator("#thread")).to_contain_text("Depuis la mise à jour de cette nuit")
    expect(window.locator("body")).not_to_contain_text("7.4.5")
    window.context.close()


def test_from_the_queue_to_the_answer_by_keyboard_alone(page: Page, transactional_world: World) -> None:
    world = transactional_world
    world.ticket(subject="Le premier")
    second = world.ticket(world.marc, subject="Le second", serial=SWITCH, severity=3)
    log_in(page, world.claire)
    expect(page.locator(ROW)).to_have_count(2)

    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Le premier")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Le second")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Le second", level=1)).to_be_visible()
    page.wait_for_load_state()  # the shortcuts are there
    page.keyboard.press("r")
    expect(page.get_by_label("Votre réponse, que le client lira")).to_be_focused()
    page.keyboard.type("Bonjour Marc.")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#thread")).to_contain_text("Bonjour Marc.")
    second.refresh_from_db()
    assert second.status == Status.WAITING_CUSTOMER


def test_a_note_by_keyboard_alone(page: Page, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("n")
    page.keyboard.type("Vu avec Hugo.")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".message-note")).to_contain_text("Vu avec Hugo.")
    assert Message.objects.get(by_centre=True).internal


def test_what_is_typed_in_each_box_is_saved_and_comes_back(page: Page, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("r")
    page.keyboard.type("Bonjour, je regarde")
    expect(page.locator(".when-public [data-draft-status]")).to_contain_text("brouillon enregistré")
    page.get_by_label("Note interne", exact=True).check()
    page.get_by_label("Note interne, jamais vue du client").fill("À escalader")
    expect(page.locator(".when-note [data-draft-status]")).to_contain_text("brouillon enregistré")
    page.reload()

    expect(page.get_by_label("Votre réponse, que le client lira")).to_have_value("Bonjour, je regarde")
    expect(page.get_by_label("Note interne, jamais vue du client")).to_have_value("À escalader")


def test_qualifying_says_the_new_deadline(page: Page, transactional_world: World) -> None:  # CH-V.2
    world = transactional_world
    ticket = world.ticket(channel="mail", serial="", severity=None)
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("q")
    page.get_by_role("radio", name="Problème mineur").check()
    page.locator("#qualification").get_by_label("Numéro de série").fill("FG100F-PREM-0001")
    page.locator("#qualification").get_by_role("button", name="Qualifier").click()

    expect(page.locator(".flash-success")).to_contain_text("couvert, première réponse avant")
    expect(page.locator(".verdict-accepted")).to_contain_text("FortiGate 100F")


def test_an_answer_to_a_ticket_that_changed_is_held_back_once(page: Page, transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket()
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    answer = page.get_by_label("Votre réponse, que le client lira")
    answer.fill("Redémarrez le boîtier.")
    replying.reply(ticket, world.words(world.jean, "Tout est revenu."), at=TUESDAY)
    page.get_by_role("button", name="Envoyer, et attendre le client").click()

    expect(page.get_by_role("alert").filter(has_text="rien n’est parti")).to_contain_text(
        "Jean Petit a répondu"
    )
    expect(answer).to_have_value("Redémarrez le boîtier.")
    page.get_by_role("button", name="Envoyer, et attendre le client").click()
    expect(page.locator(".flash-success", has_text="Réponse envoyée")).to_be_visible()


def test_two_clicks_send_one_answer(page: Page, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.get_by_label("Votre réponse, que le client lira").fill("Bonjour.")
    page.get_by_role("button", name="Envoyer, et attendre le client").dblclick()

    expect(page.locator(".flash-success", has_text="Réponse envoyée")).to_be_visible()
    assert Message.objects.filter(ticket=ticket, by_centre=True).count() == 1


def test_the_queue_renews_itself_but_not_under_the_mouse(page: Page, transactional_world: World) -> None:
    world = transactional_world
    world.ticket(subject="Le premier")
    page.clock.install()
    log_in(page, world.claire)
    page.locator("#queue").hover()
    world.ticket(world.marc, subject="Le second", serial=SWITCH, severity=3)
    page.clock.run_for(41_000)
    expect(page.locator(ROW)).to_have_count(1)

    page.mouse.move(5, 500)
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.clock.run_for(21_000)
    expect(page.locator(ROW)).to_have_count(2)
    expect(page.locator("#rail a", has_text="Non affectés")).to_contain_text("2")


def test_the_page_of_a_ticket_tells_what_others_do_meanwhile(page: Page, transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket()
    page.clock.install()
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    replying.reply(ticket, world.words(world.jean, "Encore moi."), at=TUESDAY)
    with page.expect_response(re.compile("nouveautes")):
        page.clock.run_for(21_000)

    expect(page.locator("#news")).to_contain_text("Jean Petit a répondu")


def test_an_ended_session_loses_no_answer(page: Page, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.get_by_label("Votre réponse, que le client lira").fill("Une longue réponse.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Envoyer, et attendre le client").click()
    page.get_by_label("Adresse e-mail").fill(transactional_world.claire.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()

    expect(page.get_by_label("Votre réponse, que le client lira")).to_have_value("Une longue réponse.")
    page.get_by_role("button", name="Envoyer, et attendre le client").click()
    expect(page.locator(".flash-success", has_text="Réponse envoyée")).to_be_visible()
    assert Ticket.objects.get().status == Status.WAITING_CUSTOMER

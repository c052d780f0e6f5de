"""The portal as its people walk through it, in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.tickets.portal.walking import describe, log_in
from tests.world import FORTIGATE, STORMSHIELD, World
from tickets.actions import replying
from tickets.models import Status, Ticket

TICKET = re.compile(r"/portail/incidents/CST-2026-\d{6}/$")
TOO_LARGE = 30 * 1024 * 1024


pytestmark = pytest.mark.usefixtures("on_tuesday")


def test_jean_opens_an_incident_and_reads_verdict_and_deadline(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world.jean)
    page.get_by_role("link", name="Ouvrir un incident").click()
    describe(page)
    expect(page.locator("#promise")).to_contain_text("14h37 = reçu 11h07, 1h23 jusqu’à 12h30")  # CH-V.2

    page.get_by_role("button", name="Ouvrir l’incident").click()

    expect(page).to_have_url(TICKET)
    expect(page.locator(".flash-success")).to_contain_text("réponse avant 14h37")
    expect(page.locator("#deadline")).to_contain_text("pause déjeuner, 0h37 à partir de 14h00")
    expect(page.locator(".verdict-accepted")).to_contain_text("Premium jusqu’au")


def test_sophie_does_the_same_by_keyboard_alone(page: Page, transactional_world: World) -> None:  # CH-II.2
    log_in(page, transactional_world.sophie)
    page.goto("/portail/incidents/nouveau/")
    expect(page.get_by_label("Numéro de série")).to_be_focused()
    page.keyboard.type(FORTIGATE)
    expect(page.locator(".verdict-accepted")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Système partiellement utilisable")).to_be_checked()
    expect(page.locator("#promise")).to_contain_text("16h37")
    page.get_by_label("Objet").focus()
    page.keyboard.type("Wi-Fi lent")
    page.keyboard.press("Tab")
    page.keyboard.type("Depuis hier, au premier étage.")
    page.keyboard.press("Control+Enter")

    expect(page).to_have_url(TICKET)
    assert Ticket.objects.get().severity == 2


def test_the_impact_chosen_stays_chosen_when_the_serial_changes(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.wait_for_load_state()
    page.get_by_role("radio", name="Problème mineur").check()

    page.get_by_label("Numéro de série").fill(FORTIGATE)

    expect(page.locator(".verdict-accepted")).to_be_visible()
    expect(page.get_by_role("radio", name="Problème mineur")).to_be_checked()


def test_a_standard_product_turns_the_form_into_a_mail_and_back(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    describe(page)

    page.get_by_label("Numéro de série").fill(STORMSHIELD)
    mail = page.get_by_role("link", name="Écrire le mail")
    expect(mail).to_have_attribute("href", re.compile(rf"^mailto:support@exer\.fr\?.*{STORMSHIELD}"))
    expect(page.get_by_label("Objet")).to_be_hidden()

    page.get_by_label("Numéro de série").fill(FORTIGATE)
    expect(page.get_by_label("Objet")).to_have_value("Le tunnel IPsec tombe")
    expect(page.get_by_role("radio", name="Production interrompue")).to_be_checked()


def test_paul_passes_his_request_on_and_jean_answers_it(
    page: Page, browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:  # CH-II.2
    world = transactional_world
    log_in(page, world.paul)
    page.goto("/portail/incidents/nouveau/")
    describe(page, STORMSHIELD)
    page.get_by_role("button", name="Transmettre ma demande à Réseau Plus").click()
    expect(page.get_by_text("chez votre revendeur Réseau Plus")).to_be_visible()

    window = browser.new_context(base_url=live_server.url, locale="fr-FR").new_page()
    log_in(window, world.jean)
    window.get_by_role("link", name="Le tunnel IPsec tombe").click()
    window.get_by_label("Votre réponse").fill("Je regarde avec vous cet après-midi.")
    window.get_by_role("button", name="Envoyer").click()
    expect(window.locator("#thread")).to_contain_text("Je regarde avec vous")
    window.context.close()

    page.reload()
    expect(page.locator("#thread")).to_contain_text("Je regarde avec vous cet après-midi.")


def test_two_clicks_on_open_make_one_ticket(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    describe(page)

    page.get_by_role("button", name="Ouvrir l’incident").dblclick()

    expect(page).to_have_url(TICKET)
    assert Ticket.objects.count() == 1


def test_two_clicks_without_script_make_one_ticket(
    browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:
    """Without the courtesy of the script, the key of the form alone holds; the whole way works without it."""
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    log_in(page, transactional_world.jean)
    page.get_by_role("link", name="Ouvrir un incident").click()
    page.get_by_label("Numéro de série").fill(FORTIGATE)
    page.get_by_role("button", name="Vérifier la couverture").click()
    expect(page.locator(".verdict-accepted")).to_be_visible()
    describe(page)
    page.get_by_label("Joindre des fichiers").set_input_files(
        {"name": "schema.txt", "mimeType": "text/plain", "buffer": b"A -- B"}
    )
    page.get_by_role("button", name="Ouvrir l’incident").dblclick()

    expect(page).to_have_url(TICKET)
    expect(page.get_by_role("link", name="schema.txt")).to_be_visible()
    page.get_by_label("Votre réponse").fill("Un détail de plus.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#thread")).to_contain_text("Un détail de plus.")
    assert Ticket.objects.count() == 1
    context.close()


def test_an_ended_session_brings_the_words_back_after_login(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    describe(page)
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Ouvrir l’incident").click()
    expect(page.get_by_text("ce que vous avez saisi vous attend")).to_be_visible()
    page.get_by_label("Adresse e-mail").fill(transactional_world.jean.email)
    page.get_by_label("Mot de passe").fill("demo-cst-2026")
    page.get_by_role("button", name="Se connecter").click()

    expect(page.get_by_text("ce que vous aviez saisi est là")).to_be_visible()
    expect(page.get_by_label("Objet")).to_have_value("Le tunnel IPsec tombe")
    expect(page.get_by_role("radio", name="Production interrompue")).to_be_checked()
    page.get_by_role("button", name="Ouvrir l’incident").click()
    expect(page).to_have_url(TICKET)
    assert Ticket.objects.count() == 1


def test_a_file_of_30_mb_is_refused_beside_the_field_before_sending(
    page: Page, transactional_world: World, tmp_path: Path
) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    describe(page)
    small, large = tmp_path / "petit.txt", tmp_path / "gros.bin"
    small.write_text("x")
    with large.open("wb") as file:
        file.truncate(TOO_LARGE)
    page.locator("#files-input").set_input_files([small, large])
    expect(page.locator(".attach-row.is-refused")).to_contain_text("gros.bin")
    expect(page.locator(".attach-row.is-refused")).to_contain_text("Plus de 25")

    page.get_by_role("button", name="Ouvrir l’incident").click()

    expect(page.get_by_role("link", name="petit.txt")).to_be_visible()
    expect(page.get_by_text("gros.bin")).to_be_hidden()


def test_what_is_typed_is_saved_and_found_again(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.get_by_label("Objet").fill("À moitié écrit")
    expect(page.locator("[data-draft-status]")).to_contain_text("brouillon enregistré")

    page.goto("/portail/")
    page.get_by_role("link", name="À moitié écrit").click()

    expect(page.get_by_label("Objet")).to_have_value("À moitié écrit")


def test_two_who_answer_at_once_see_each_other_and_both_answers_stand(
    page: Page, browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:
    world = transactional_world
    ticket = world.ticket()
    address = f"/portail/incidents/{ticket.number}/"
    log_in(page, world.jean)
    page.goto(address)
    page.get_by_label("Votre réponse").fill("De Jean.")
    other = browser.new_context(base_url=live_server.url, locale="fr-FR").new_page()
    log_in(other, world.lea)
    other.goto(address)
    other.get_by_label("Votre réponse").fill("De Léa.")

    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#thread")).to_contain_text("De Jean.")
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # she looks at her page again

    expect(other.locator("#news")).to_contain_text("De Jean.")
    expect(other.get_by_label("Votre réponse")).to_have_value("De Léa.")
    other.get_by_role("button", name="Envoyer").click()
    expect(other.locator("#thread")).to_contain_text(re.compile("De Jean.*De Léa", re.DOTALL))


def test_a_short_loss_of_the_network_is_quiet_and_a_long_one_is_told(
    page: Page, transactional_world: World
) -> None:
    world = transactional_world
    log_in(page, world.jean)
    page.goto(f"/portail/incidents/{world.ticket().number}/")
    page.wait_for_load_state()
    ask = "document.dispatchEvent(new Event('visibilitychange'))"
    page.route("**/nouveautes/**", lambda route: route.abort())

    with page.expect_event("requestfailed"):
        page.evaluate(ask)
    expect(page.locator("#trouble")).to_be_hidden()
    for _ in range(2):
        with page.expect_event("requestfailed"):
            page.evaluate(ask)

    expect(page.locator("#trouble")).to_contain_text("La connexion est coupée")
    page.unroute("**/nouveautes/**")
    page.evaluate(ask)
    expect(page.locator("#trouble")).to_be_hidden()


def test_a_new_answer_arrives_without_moving_what_is_being_typed(
    page: Page, transactional_world: World
) -> None:
    world = transactional_world
    ticket = world.ticket()
    log_in(page, world.jean)
    page.clock.install()
    page.goto(f"/portail/incidents/{ticket.number}/")
    box = page.get_by_label("Votre réponse")
    box.fill("J’étais en train d’écrire")
    before = box.bounding_box()

    replying.reply(ticket, world.words(world.claire, "Essayez la version 7.4.5."), at=world.at)
    page.clock.run_for(21_000)

    expect(page.locator("#news")).to_contain_text("Essayez la version 7.4.5.")
    expect(page.locator("#standing")).to_contain_text("en attente de votre réponse")
    expect(box).to_be_focused()
    expect(box).to_have_value("J’étais en train d’écrire")
    assert box.bounding_box() == before
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_CUSTOMER

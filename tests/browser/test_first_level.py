"""An end customer's request through its reseller to the centre and back, in a real Chromium (CH-II.2)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.tickets.portal.walking import describe
from tests.wcag import violations
from tests.windows import Window
from tests.world import EXPIRED_AP, STORMSHIELD, TUESDAY, World
from tickets.actions.waiving import waive
from tickets.models import Message, Status, Ticket

PHONE: ViewportSize = {"width": 390, "height": 800}


pytestmark = pytest.mark.usefixtures("on_tuesday")


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_paul_writes_jean_passes_it_on_claire_answers_and_both_read_it(
    window: Window, transactional_world: World
) -> None:
    world = transactional_world
    paul = window(world.paul, "/portail/incidents/nouveau/")
    describe(paul, STORMSHIELD, "Système partiellement utilisable")
    paul.get_by_role("button", name="Transmettre ma demande à Réseau Plus").click()
    expect(paul.get_by_role("heading", name="Réseau Plus assure le premier niveau")).to_be_visible()
    number = Ticket.objects.get().number

    jean = window(world.jean, "/portail/")
    jean.get_by_role("link", name="Le tunnel IPsec tombe").click()
    expect(jean.locator("#thread")).to_contain_text("toutes les dix minutes")
    jean.get_by_role("link", name="Transmettre au CST").click()
    expect(jean.get_by_label("Objet")).to_have_value("Le tunnel IPsec tombe")
    expect(jean.get_by_role("radio", name="Système partiellement utilisable")).to_be_checked()
    jean.get_by_label("Ce que vous avez déjà vérifié").fill("Liaison bonne, certificat refusé.")
    jean.get_by_role("button", name="Transmettre au CST").click()
    expect(jean.locator(".flash-success")).to_contain_text("transmise au CST")

    claire = window(world.claire, f"/console/tickets/{number}/")
    expect(claire.get_by_text("Jean Petit, Réseau Plus pour Menuiserie Dubois")).to_be_visible()
    expect(claire.get_by_text("Répondre à Jean Petit et Paul Dubois")).to_be_visible()
    claire.get_by_label("Votre réponse, que le client lira").fill("Importez la chaîne du certificat.")
    claire.get_by_role("button", name="Envoyer, et attendre le client").click()
    expect(claire.locator(".flash-success", has_text="Réponse envoyée")).to_be_visible()

    for reader in (jean, paul):
        reader.goto(f"/portail/incidents/{number}/")
        for said in ("toutes les dix minutes", "Liaison bonne", "Importez la chaîne"):
            expect(reader.locator("#thread")).to_contain_text(said)
        expect(reader.get_by_text("en attente de votre réponse")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_it_violates_wcag_or_scrolls_sideways_on_a_phone(
    window: Window, transactional_world: World, theme: str
) -> None:
    world = transactional_world
    ticket = world.ticket(world.paul, serial=STORMSHIELD, severity=2)
    waive(world.ticket(world.marc, serial=EXPIRED_AP), "Signé.", actor=world.hugo, at=TUESDAY)
    ticket_page = f"/portail/incidents/{ticket.number}/"
    shown = [
        (world.paul, ticket_page),
        (world.jean, ticket_page),
        (world.jean, f"{ticket_page}escalade/"),
        (world.hugo, "/console/derogations/"),
        (world.hugo, "/console/derogations/?depuis=2026-10-14&jusqu=2026-10-13"),
    ]
    found = {}
    for person, address in shown:
        page = window(person, address)
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        page.goto(address)
        found[address, person.email] = violations(page)
        page.set_viewport_size(PHONE)
        page.goto(address)
        assert is_narrow(page), address

    assert {address: each for address, each in found.items() if each} == {}


def test_the_form_works_by_keyboard_and_its_errors_violate_nothing(
    window: Window, transactional_world: World
) -> None:
    world = transactional_world
    ticket = world.ticket(world.paul, serial=STORMSHIELD, severity=2)
    jean = window(world.jean, f"/portail/incidents/{ticket.number}/escalade/")
    jean.get_by_role("button", name="Transmettre au CST").press("Enter")
    expect(jean.locator("#findings-error")).to_be_visible()
    assert violations(jean) == []

    jean.get_by_label("Ce que vous avez déjà vérifié").focus()
    jean.keyboard.type("Tout vérifié.")
    jean.get_by_role("button", name="Transmettre au CST").press("Enter")

    expect(jean.locator(".flash-success")).to_be_visible()
    assert Ticket.objects.get().status == Status.NEW


def test_another_serial_changes_the_verdict_and_keeps_the_impact_and_the_words(
    window: Window, transactional_world: World
) -> None:
    world = transactional_world
    ticket = world.ticket(world.paul, serial=STORMSHIELD, severity=None, channel="mail")
    jean = window(world.jean, f"/portail/incidents/{ticket.number}/escalade/")
    jean.get_by_label("Ce que vous avez déjà vérifié").fill("Liaison bonne.")
    expect(jean.locator(".verdict-accepted")).to_be_visible()

    jean.get_by_role("radio", name="Problème mineur").check()
    jean.get_by_label("Numéro de série").fill("SN-INCONNU")
    expect(jean.locator(".verdict-to_check")).to_be_visible()
    jean.get_by_label("Numéro de série").fill(STORMSHIELD)
    expect(jean.locator(".verdict-accepted")).to_be_visible()

    expect(jean.get_by_role("radio", name="Problème mineur")).to_be_checked()
    expect(jean.get_by_label("Ce que vous avez déjà vérifié")).to_have_value("Liaison bonne.")


def test_two_clicks_pass_it_on_once(window: Window, transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket(world.paul, serial=STORMSHIELD, severity=2)
    jean = window(world.jean, f"/portail/incidents/{ticket.number}/escalade/")
    jean.get_by_label("Ce que vous avez déjà vérifié").fill("Liaison bonne.")

    jean.get_by_role("button", name="Transmettre au CST").dblclick()

    expect(jean).to_have_url(re.compile(rf"/portail/incidents/{ticket.number}/"))
    assert Message.objects.filter(author=world.jean).count() == 1

"""Opening an incident as somebody does it for the first time, with production down: in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.tickets.portal.walking import log_in
from tests.world import FORTIGATE, World
from tickets.models import Ticket

TICKET = re.compile(r"/portail/incidents/CST-2026-\d{6}/$")
HAPPENS = (
    "Le tunnel IPsec vers le site de Lille tombe toutes les dix minutes depuis la mise à jour de cette nuit ; "
    "le journal montre « DPD timeout », et un redémarrage n’a rien changé."
)
# A browser's own reading of bar codes is not in every Chromium: this one stands in for it, and reads what it is told.
READS = """window.BarcodeDetector = class { async detect() { return [{ rawValue: %r }] } }"""

pytestmark = pytest.mark.usefixtures("on_tuesday")


class Counted:
    """Counts what a person does to a page: a click, or one field filled."""

    def __init__(self) -> None:
        self.interactions = 0

    def __call__(self, act: Callable[[], object]) -> None:
        act()
        self.interactions += 1


def _open(page: Page, do: Counted) -> None:
    """From home to the ticket, touching nothing that is not needed."""
    do(page.get_by_role("link", name="Ouvrir un incident").click)
    page.wait_for_load_state()
    do(lambda: page.get_by_label("Numéro de série").fill(FORTIGATE))
    expect(page.locator(".verdict-accepted")).to_be_visible()
    do(page.get_by_role("radio", name="Production interrompue").check)
    do(lambda: page.get_by_label("Objet").fill("Tunnel IPsec vers Lille"))
    do(lambda: page.get_by_label("Que se passe-t-il").fill(HAPPENS))
    do(page.get_by_role("button", name="Ouvrir l’incident").click)
    expect(page).to_have_url(TICKET)


def test_six_interactions_open_a_complete_incident(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.sophie)
    do = Counted()

    _open(page, do)

    assert do.interactions <= 6
    ticket = Ticket.objects.get()
    assert (ticket.serial, ticket.severity, ticket.status) == (FORTIGATE, 1, "new")
    expect(page.locator(".flash-success")).to_contain_text("réponse avant 14h37")


def test_the_same_on_a_phone(browser: Browser, live_server: LiveServer, transactional_world: World) -> None:
    window = browser.new_context(
        base_url=live_server.url,
        locale="fr-FR",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = window.new_page()
    log_in(page, transactional_world.sophie)
    way_in = page.get_by_role("link", name="Ouvrir un incident").bounding_box()

    _open(page, Counted())

    assert way_in is not None and way_in["y"] + way_in["height"] < 844
    window.close()


def test_what_helps_is_told_in_one_text(page: Page, transactional_world: World) -> None:  # CH-III.2
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.wait_for_load_state()
    page.get_by_label("Depuis quand").fill("Cette nuit, 3h.")
    page.get_by_label("Numéro de série").fill(FORTIGATE)
    expect(page.locator("#description-help")).to_contain_text("Tunnel qui tombe")
    expect(page.get_by_label("Depuis quand")).to_have_value("Cette nuit, 3h.")
    page.get_by_role("radio", name="Production interrompue").check()
    page.get_by_label("Objet").fill("Tunnel")
    page.get_by_label("Que se passe-t-il").fill("Le tunnel tombe.")
    page.get_by_label("Déjà essayé").fill("Redémarré.")

    page.get_by_role("button", name="Ouvrir l’incident").click()

    expect(page).to_have_url(TICKET)
    assert Ticket.objects.get().messages.get().body.split("\n\n") == [
        "Le tunnel tombe.",
        "Depuis quand\u00a0: Cette nuit, 3h.",
        "Ce qui a été essayé\u00a0: Redémarré.",
    ]


def test_a_hand_scanner_moves_on_and_sends_nothing(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.wait_for_load_state()
    serial = page.get_by_label("Numéro de série")
    expect(serial).to_be_focused()

    page.keyboard.type(f"S/N: {FORTIGATE}")
    page.keyboard.press("Enter")

    expect(page.locator(".verdict-accepted")).to_be_visible()
    expect(serial).to_have_value(FORTIGATE)
    expect(page.get_by_text(f"Lu sur l’étiquette\u00a0: {FORTIGATE}")).to_be_visible()
    expect(serial).not_to_be_focused()
    expect(page).to_have_url(re.compile(r"/nouveau/$"))
    assert Ticket.objects.count() == 0


def test_enter_in_the_serial_sends_nothing_without_a_script(
    browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:
    window = browser.new_context(base_url=live_server.url, locale="fr-FR", java_script_enabled=False)
    page = window.new_page()
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.get_by_label("Objet").fill("Tunnel")
    page.get_by_label("Que se passe-t-il").fill("Le tunnel tombe.")
    page.get_by_label("Numéro de série").fill(f"SN={FORTIGATE}")

    page.get_by_label("Numéro de série").press("Enter")

    expect(page.locator(".verdict-accepted")).to_be_visible()
    expect(page.get_by_label("Numéro de série")).to_have_value(FORTIGATE)
    expect(page.get_by_label("Que se passe-t-il")).to_have_value("Le tunnel tombe.")
    assert Ticket.objects.count() == 0
    window.close()


def test_the_camera_reads_the_label(
    browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:
    window = browser.new_context(base_url=live_server.url, locale="fr-FR")
    page = window.new_page()
    page.add_init_script(READS % f"https://label.example/?sn={FORTIGATE}")
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => document.createElement('canvas').captureStream()"
    )
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")

    page.get_by_role("button", name="Scanner").click()

    expect(page.locator(".verdict-accepted")).to_be_visible()
    expect(page.get_by_label("Numéro de série")).to_have_value(FORTIGATE)
    window.close()


def test_a_camera_that_is_refused_is_said(
    browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:
    window = browser.new_context(base_url=live_server.url, locale="fr-FR")
    page = window.new_page()
    page.add_init_script(READS % "")
    page.add_init_script("navigator.mediaDevices.getUserMedia = async () => { throw new Error('no') }")
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")

    page.get_by_role("button", name="Scanner").click()

    expect(page.get_by_role("dialog")).to_contain_text("La caméra n’est pas accessible")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Numéro de série")).to_be_visible()
    window.close()


def test_no_button_promises_a_camera_where_the_browser_reads_no_code(
    page: Page, transactional_world: World
) -> None:
    page.add_init_script("delete window.BarcodeDetector")
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")

    expect(page.get_by_label("Numéro de série")).to_be_focused()
    expect(page.get_by_role("button", name="Scanner")).to_be_hidden()


def test_a_serial_is_chosen_with_the_arrow_keys(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.wait_for_load_state()
    serial = page.get_by_role("combobox", name="Numéro de série")
    page.keyboard.type("fg100f-pr")
    option = page.get_by_role("option", name=FORTIGATE)
    expect(option).to_be_visible()
    expect(page.locator("#announcements")).to_have_text("1 matériel proposé")

    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(serial).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))
    page.keyboard.press("Enter")

    expect(serial).to_have_value(FORTIGATE)
    expect(serial).to_have_attribute("aria-expanded", "false")
    expect(serial).not_to_be_focused()
    expect(page.locator(".verdict-accepted")).to_be_visible()
    assert Ticket.objects.count() == 0


def test_escape_closes_what_is_proposed_and_keeps_what_is_typed(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.wait_for_load_state()
    page.keyboard.type("fg100f")
    expect(page.get_by_role("listbox")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_label("Numéro de série")).to_have_value("fg100f")
    expect(page.get_by_label("Numéro de série")).to_be_focused()


def test_a_serial_is_chosen_by_touch_and_nothing_needs_to_be_typed(
    browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:
    window = browser.new_context(
        base_url=live_server.url,
        locale="fr-FR",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = window.new_page()
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.wait_for_load_state()

    page.get_by_label("Numéro de série").tap()
    page.get_by_role("option", name=FORTIGATE).tap()

    expect(page.get_by_label("Numéro de série")).to_have_value(FORTIGATE)
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator(".verdict-accepted")).to_be_visible()
    window.close()


def test_no_verdict_flashes_while_a_serial_is_half_typed(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.wait_for_load_state()
    with page.expect_response("**/couverture/"):
        page.keyboard.type(FORTIGATE[:-2])
    expect(page.get_by_role("listbox")).to_be_visible()
    expect(page.locator(".verdict")).to_have_count(0)

    page.keyboard.press("Tab")

    expect(page.locator("#coverage")).to_contain_text("À vérifier")

"""The phone in a real Chromium: from the first key to the noted call, by the keyboard alone too; WCAG 2.2 AA."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from cst.demo import cast
from tests.wcag import violations
from tests.world import EXPIRED_AP, FORTIGATE, OLD_VERSION, TUESDAY, World
from tickets.models import Status, Ticket

PHONE = "/console/appel/"


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    """11:37 on the Tuesday: half an hour after the world's tickets reach the centre."""
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


def log_in(page: Page, world: World, then: str = PHONE) -> None:
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("Adresse e-mail").fill(world.claire.email)
    page.get_by_label("Mot de passe").fill(cast.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**{then}")


def call_of(name: str) -> str:
    return f"{PHONE}{cast.organisation(name).pk}/demande/"


def test_from_the_queue_to_an_answered_call_by_keyboard_alone(  # CH-V.2
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world, "/console/")
    page.keyboard.press("t")
    box = page.get_by_label("Qui appelle, pour quel matériel ?")
    expect(box).to_be_focused()
    page.keyboard.type("prem")
    expect(page.locator("[data-arrows-item]")).to_have_count(2)
    expect(page.locator("#announcements")).to_have_text("2 résultats")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="X465-PREM-0002")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Clinique des Lilas")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("o")

    expect(page.get_by_label("Qui appelle")).to_be_visible()
    page.wait_for_load_state()  # an answer asked for before the scripts are there is not given
    page.get_by_label("Qui appelle").press("S")
    expect(page.get_by_label("Numéro de série")).to_have_value(FORTIGATE)
    page.get_by_role("radio", name="Production interrompue").press("Space")
    expect(page.locator(".verdict-accepted")).to_contain_text("téléphone autorisé")
    expect(page.locator("#call-coverage .deadline")).to_contain_text("15h07")
    page.get_by_label("Objet").press_sequentially("Plus de VPN")
    page.get_by_label("Ce qui a été dit").press_sequentially("Tout le site est coupé.")
    page.get_by_label("Répondu au téléphone").press("Space")
    page.get_by_label("Ce que vous avez répondu").press_sequentially("Basculez sur le secours.")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".flash-success")).to_contain_text("Appel noté et répondu")
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.channel) == (transactional_world.sophie, "phone")
    assert ticket.first_response_at == ticket.received_at


def test_enter_opens_the_first_result_and_escape_leads_back_to_the_box(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world)
    box = page.get_by_label("Qui appelle, pour quel matériel ?")
    box.press_sequentially("dubois")
    expect(page.locator("[data-arrows-item]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Menuiserie Dubois")).to_be_visible()


def test_the_verdict_follows_the_serial_and_the_waiver_opens(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world)
    page.goto(call_of(cast.CLINIQUE))
    page.get_by_label("Qui appelle").select_option(
        label=f"Sophie Bernard, {transactional_world.sophie.email}"
    )
    page.get_by_label("Numéro de série").fill(OLD_VERSION.lower())
    expect(page.locator(".verdict-refused")).to_contain_text("Mettre d’abord à jour en 6.4")
    page.get_by_role("radio", name="Problème mineur").check(force=True)
    page.get_by_label("Objet").fill("Interface lente")
    page.get_by_label("Ce qui a été dit").fill("Depuis lundi.")
    page.get_by_role("button", name="Ouvrir à titre exceptionnel").click()
    expect(page.locator("#id_waiver_error")).to_contain_text("demande une raison")
    expect(page.get_by_label("Ce qui a été dit")).to_have_value("Depuis lundi.")
    page.get_by_label("Raison de la dérogation").fill("Mise à jour prévue demain.")
    page.get_by_role("button", name="Ouvrir à titre exceptionnel").click()

    expect(page.locator(".flash-success")).to_contain_text("Appel noté")
    assert Ticket.objects.get().waived


def test_somebody_else_leaves_a_name_and_an_address(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world)
    page.goto(f"{call_of(cast.CLINIQUE)}?serial={FORTIGATE}")
    expect(page.get_by_label("Adresse e-mail")).to_be_hidden()
    page.get_by_label("Qui appelle").select_option("autre")
    page.get_by_label("Nom", exact=True).fill("Karim Benali")
    page.get_by_label("Adresse e-mail").fill("karim@clinique-lilas.example")
    page.get_by_role("radio", name="Production interrompue").check(force=True)
    page.get_by_label("Objet").fill("Plus de VPN")
    page.get_by_label("Ce qui a été dit").fill("Tout est coupé.")
    page.get_by_role("button", name="Ouvrir l’appel").click()

    expect(page.locator(".flash-success")).to_contain_text("première réponse avant")
    ticket = Ticket.objects.get()
    assert (ticket.requester_address, ticket.status) == ("karim@clinique-lilas.example", Status.NEW)


def addresses() -> list[str]:
    """An address for each thing the page may look like."""
    words = ("", "prem", FORTIGATE, "zz", "rien de tel", "reseau plus")
    calls = [call_of(cast.CLINIQUE), f"{call_of(cast.LYCEE)}?serial={EXPIRED_AP}"]
    return [*(f"{PHONE}?q={each}" for each in words), *calls]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_violates_wcag(page: Page, transactional_world: World, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    transactional_world.ticket()
    log_in(page, transactional_world)
    found = {}
    for address in addresses():
        page.goto(address)
        found[address] = violations(page)
    page.get_by_label("Qui appelle").select_option("autre")
    page.get_by_label("Répondu au téléphone").check()
    page.get_by_role("button", name=re.compile("exceptionnel")).click()
    expect(page.locator(".call-error")).to_be_visible()
    found["errors"] = violations(page)

    assert {address: each for address, each in found.items() if each} == {}


def test_nothing_scrolls_sideways_at_320_px(page: Page, transactional_world: World) -> None:
    transactional_world.ticket()
    log_in(page, transactional_world)
    page.set_viewport_size({"width": 320, "height": 700})
    wide = []
    for address in addresses():
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)

    assert wide == []

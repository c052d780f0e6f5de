"""The whole journey of a reseller with the keyboard alone: from the login page to the opinion on the answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from cst.demo.cast import PASSWORD
from tests.world import FORTIGATE, World
from tickets.actions import replying
from tickets.models import Status, Ticket

TICKET = re.compile(r"/portail/incidents/CST-2026-\d{6}/")
MOST_TABS = 60

pytestmark = pytest.mark.usefixtures("on_tuesday")


def _reach(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus, as somebody without a mouse does; nothing on the way may keep it."""
    for _press in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"not reached by {MOST_TABS} tabs: {wanted}")


def _press(page: Page, wanted: Locator) -> None:
    _reach(page, wanted)
    page.keyboard.press("Enter")


def _type(page: Page, wanted: Locator, text: str) -> None:
    _reach(page, wanted)
    page.keyboard.type(text)


def _log_in(page: Page, world: World) -> None:
    page.goto("/")
    _type(page, page.get_by_label("Adresse e-mail"), world.jean.email)
    _type(page, page.get_by_label("Mot de passe"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bonjour Jean")).to_be_visible()


def _open(page: Page) -> None:
    _press(page, page.get_by_role("link", name="Ouvrir un incident"))
    expect(page.get_by_label("Numéro de série")).to_be_focused()
    page.wait_for_load_state()
    page.keyboard.type(FORTIGATE)
    expect(page.locator(".verdict-accepted")).to_be_visible()
    _reach(page, page.get_by_role("radio", name="Production interrompue"))
    page.keyboard.press("Space")
    expect(page.locator("#promise-line")).to_contain_text("14h37")
    _type(page, page.get_by_label("Objet"), "Le tunnel tombe")
    _type(page, page.get_by_label("Que se passe-t-il"), "Toutes les dix minutes.")
    _press(page, page.get_by_role("button", name="Ouvrir l’incident"))
    expect(page).to_have_url(TICKET)


def test_from_login_to_opinion_without_a_mouse(page: Page, transactional_world: World) -> None:
    world = transactional_world
    _log_in(page, world)
    _open(page)
    ticket = Ticket.objects.get()

    _type(page, page.get_by_label("Votre réponse"), "Un détail de plus.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Un détail de plus.")

    _press(page, page.get_by_role("link", name="Prévenir un collègue"))
    _reach(page, page.get_by_role("combobox"))
    page.keyboard.press("L")
    _press(page, page.get_by_role("button", name="Prévenir", exact=True))
    expect(page.get_by_text("Léa Noël").first).to_be_visible()
    assert [each.person.full_name for each in ticket.followers.all()] == ["Léa Noël"]

    replying.reply(ticket, world.words(world.claire, "Essayez la 7.4.5."), at=world.at, then=Status.RESOLVED)
    page.goto(f"/portail/incidents/{ticket.number}/")
    _press(page, page.get_by_role("button", name="C’est réglé"))
    expect(page.locator(".flash-success")).to_contain_text("est clos")
    _press(page, page.get_by_role("button", name="Satisfait", exact=True))
    expect(page.locator(".flash-success")).to_be_visible()
    assert ticket.satisfaction.mark == 3


def test_the_list_and_the_way_out_without_a_mouse(page: Page, transactional_world: World) -> None:
    world = transactional_world
    world.ticket()
    _log_in(page, world)
    _press(page, page.get_by_role("link", name="Mes incidents"))
    _type(page, page.get_by_role("searchbox"), "tunnel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Le tunnel IPsec tombe")).to_be_visible()
    _press(page, page.get_by_role("link", name="Le tunnel IPsec tombe"))
    expect(page).to_have_url(TICKET)

    _press(page, page.get_by_role("button", name="Menu de Jean Petit"))
    _press(page, page.get_by_role("button", name="Se déconnecter"))

    expect(page.get_by_role("button", name="Se connecter", exact=True)).to_be_visible()

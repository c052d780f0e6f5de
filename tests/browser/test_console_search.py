"""The search by keyboard, in both themes and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.narrow import sideways
from tests.wcag import violations
from tests.windows import Window
from tests.world import World
from tickets.actions import replying

pytestmark = pytest.mark.usefixtures("on_tuesday")


def test_a_ticket_is_found_and_opened_without_a_mouse(transactional_world: World, window: Window) -> None:
    ticket = transactional_world.ticket(subject="Réseau coupé")
    page = window(transactional_world.claire, "/console/recherche/")

    page.keyboard.type("reseaux")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=reseaux**")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Réseau coupé")).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/console/tickets/{ticket.number}/")


def test_customers_come_beside_the_tickets(transactional_world: World, window: Window) -> None:
    page = window(transactional_world.claire, "/console/recherche/?q=clinique")

    expect(page.get_by_role("link", name="Clinique des Lilas", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_was_found_violates_nothing_and_fits_a_phone(
    transactional_world: World, window: Window, theme: str
) -> None:
    ticket = transactional_world.ticket(subject="Réseau coupé " + "x" * 120)
    note = transactional_world.words(transactional_world.claire, "Le réseau de la clinique, encore. " * 20)
    replying.note(ticket, note, at=transactional_world.at)
    page = window(transactional_world.claire, "/console/recherche/?q=clinique&affecte=personne")
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")

    expect(page.get_by_role("heading", name="Organisations")).to_be_visible()
    expect(page.get_by_text("note interne", exact=True)).to_be_visible()
    assert violations(page) == []
    assert sideways(page) == 0

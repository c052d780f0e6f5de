"""The palette of the console: what it offers is what the page offers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.windows import Window
from tests.world import FORTIGATE, World
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("on_tuesday")


def opened(page: Page) -> Locator:
    """The palette, opened by its key once the scripts are there."""
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Aller à, chercher, agir")
    expect(palette.get_by_role("combobox")).to_be_focused()
    return palette


def chosen(palette: Locator) -> Locator:
    return palette.locator("[role=option][aria-selected=true]")


def page_of(window: Window, world: World, ticket: Ticket) -> Page:
    return window(world.claire, f"/console/tickets/{ticket.number}/")


def test_it_goes_to_a_view_without_its_accents(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.claire, "/console/")
    palette = opened(page)
    page.keyboard.type("a qualif")
    expect(chosen(palette)).to_contain_text("À qualifier")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="À qualifier", level=1)).to_be_visible()


def test_it_does_to_the_ticket_what_its_page_offers(window: Window, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    page = page_of(window, transactional_world, ticket)
    opened(page)
    page.keyboard.type("prendre")
    page.keyboard.press("Enter")

    expect(page.locator(".flash-success")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.assignee == transactional_world.claire


def test_it_gives_the_ticket_to_whoever_is_named(window: Window, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    page = page_of(window, transactional_world, ticket)
    palette = opened(page)
    page.keyboard.type("hugo")
    expect(chosen(palette)).to_contain_text("Affecter à Hugo Leroy")
    page.keyboard.press("Enter")

    expect(page.locator(".flash-success")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.assignee == transactional_world.hugo


def test_it_offers_nothing_that_the_page_does_not(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.claire, "/console/contrats/")
    palette = opened(page)
    page.keyboard.type("escalader")

    expect(palette.get_by_role("option", name="Escalader")).to_have_count(0)


def test_english_words_find_what_is_named_in_french(window: Window, transactional_world: World) -> None:
    page = page_of(window, transactional_world, transactional_world.ticket())
    palette = opened(page)
    page.keyboard.type("escal")
    expect(chosen(palette)).to_contain_text("Escalader chez le constructeur")
    page.keyboard.press("Control+a")
    page.keyboard.type("take")
    expect(chosen(palette)).to_contain_text("Me l’affecter")


def test_a_number_typed_in_haste_opens_its_ticket(window: Window, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.claire, "/console/")
    opened(page)
    page.keyboard.type(ticket.number)
    page.keyboard.press("Enter")  # before the answer is there

    page.wait_for_url(f"**/console/tickets/{ticket.number}/")
    expect(page.get_by_role("heading", name=ticket.subject, level=1)).to_be_visible()


def test_the_arrows_walk_to_what_the_server_found(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.claire, "/console/")
    palette = opened(page)
    page.keyboard.type(FORTIGATE)
    expect(palette.get_by_role("option", name=FORTIGATE).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(chosen(palette)).to_contain_text(FORTIGATE)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Clinique des Lilas", level=2)).to_be_visible()


def test_what_was_used_most_comes_first(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.claire, "/console/")
    opened(page)
    page.keyboard.type("horaires")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/horaires/")
    palette = opened(page)

    expect(palette.get_by_role("option").first).to_contain_text("Horaires")


def test_escape_closes_it_and_gives_the_focus_back(window: Window, transactional_world: World) -> None:
    transactional_world.ticket()
    page = window(transactional_world.claire, "/console/")
    page.wait_for_load_state()
    page.keyboard.press("j")
    palette = opened(page)
    page.keyboard.press("Escape")

    expect(palette).to_be_hidden()
    expect(page.locator("[data-list-link]").first).to_be_focused()


def test_it_takes_no_more_than_the_window_on_a_phone(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.claire, "/console/")
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_load_state()
    page.get_by_role("button", name="Aller à, chercher, agir").click()
    palette = page.get_by_role("dialog", name="Aller à, chercher, agir")
    expect(palette).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    box = palette.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 320

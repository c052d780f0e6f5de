"""Every page of the console that there is, against WCAG 2.2 AA, light and dark, and at 320 px.

The pages are those of the access matrix: whoever adds a route adds it here. The states of a ticket, and forms with
their errors, are in test_console_accessible.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.access.pages import console_pages
from tests.access.things import things_of
from tests.narrow import sideways
from tests.wcag import violations
from tests.windows import Window
from tests.world import World

pytestmark = pytest.mark.usefixtures("on_tuesday")


@pytest.fixture
def pages(transactional_world: World, settings: Any) -> dict[str, str]:
    return console_pages(things_of(transactional_world, settings), transactional_world.hugo)


@pytest.fixture
def page(window: Window, transactional_world: World) -> Page:
    return window(transactional_world.hugo, "/console/contrats/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_violates_wcag(pages: dict[str, str], page: Page, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    found = {}
    for name, address in pages.items():
        page.goto(address)
        found[name] = violations(page)

    assert {name: each for name, each in found.items() if each} == {}


def test_no_page_scrolls_sideways_on_a_phone(pages: dict[str, str], page: Page) -> None:
    wide = {}
    for name, address in pages.items():
        page.goto(address)
        wide[name] = sideways(page)

    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_palette_and_the_list_of_keys_violate_nothing(
    transactional_world: World, window: Window, theme: str
) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.hugo, f"/console/tickets/{ticket.number}/")
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    page.goto(f"/console/tickets/{ticket.number}/")
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.keyboard.type("clinique")
    expect(page.get_by_role("option", name="Clinique des Lilas client final")).to_be_visible()
    found = violations(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Que faire")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis clavier")).to_be_visible()

    assert found + violations(page) == []

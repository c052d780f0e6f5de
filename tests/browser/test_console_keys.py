"""The keys of the console: listed from the page, heard outside fields only, and turned off by whoever wants."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.windows import Window
from tests.world import SWITCH, World

pytestmark = pytest.mark.usefixtures("on_tuesday")


def listed(page: Page) -> Locator:
    """The list of keys, opened by its own."""
    page.wait_for_load_state()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Raccourcis clavier")
    expect(keys).to_be_visible()
    return keys


def test_the_list_holds_the_keys_of_the_page_and_no_other(window: Window, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.claire, "/console/")
    keys = listed(page)
    expect(keys.get_by_text("Ligne suivante")).to_be_visible()
    expect(keys).not_to_contain_text("Note interne")

    page.goto(f"/console/tickets/{ticket.number}/")
    keys = listed(page)
    for name in ("Note interne", "Qualifier", "Me l’affecter", "Clore", "Copier le lien"):
        expect(keys).to_contain_text(name)
    expect(keys.get_by_text("Ligne suivante")).to_be_hidden()


def test_each_key_that_is_listed_belongs_to_one_thing(window: Window, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.claire, f"/console/tickets/{ticket.number}/")
    keys = listed(page).locator("[data-shortcuts-found] dt").all_inner_texts()

    found = [key for term in keys for key in term.split(" / ")]
    assert len(found) > 15
    assert len(found) == len(set(found))


def test_g_and_a_letter_go_to_a_view(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.claire, "/console/contrats/")
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("m")

    expect(page.get_by_role("heading", name="Mes tickets", level=1)).to_be_visible()


def test_g_and_k_leave_the_list_alone(window: Window, transactional_world: World) -> None:
    transactional_world.ticket()
    page = window(transactional_world.claire, "/console/")
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("k")

    expect(page.get_by_role("heading", name="Chez le constructeur", level=1)).to_be_visible()


def test_no_key_is_heard_while_one_writes(window: Window, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.wait_for_load_state()
    page.keyboard.press("r")
    page.keyboard.type("gmn?q")

    expect(page.get_by_label("Votre réponse, que le client lira")).to_have_value("gmn?q")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_key_that_unfolds_gives_the_focus_to_the_first_field(
    window: Window, transactional_world: World
) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.wait_for_load_state()
    page.keyboard.press("e")

    expect(page.get_by_label("Constructeur")).to_be_focused()


def test_from_a_list_j_and_k_walk_through_its_tickets(window: Window, transactional_world: World) -> None:
    world = transactional_world
    world.ticket(subject="Le premier")
    world.ticket(world.marc, subject="Le second", serial=SWITCH, severity=3)
    page = window(world.claire, "/console/")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Le premier", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="La liste d’où l’on vient")).to_contain_text("1 / 2")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Le second", level=1)).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("k")

    expect(page.get_by_role("heading", name="Le premier", level=1)).to_be_visible()


def test_the_address_of_a_ticket_is_copied(window: Window, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.claire, f"/console/tickets/{ticket.number}/?depuis=la-file")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.wait_for_load_state()
    page.keyboard.press("y")
    expect(page.get_by_role("status").filter(has_text="Lien copié")).to_be_visible()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/console/tickets/{ticket.number}/")


def test_single_keys_are_turned_off_on_the_profile_and_the_palette_stays(  # WCAG 2.1.4
    window: Window, transactional_world: World
) -> None:
    page = window(transactional_world.claire, "/accounts/profil/")
    page.wait_for_load_state()
    page.get_by_label("Raccourcis à une seule touche").first.uncheck()
    page.goto("/console/")
    page.wait_for_load_state()
    page.keyboard.press("2")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="À répondre", level=1)).to_be_visible()
    page.keyboard.press("Control+k")

    expect(page.get_by_role("dialog", name="Aller à, chercher, agir")).to_be_visible()

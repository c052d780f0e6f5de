"""An engineer's whole round with the keyboard alone: from the queue to the next ticket, and what is on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.windows import Window
from tests.world import FORTIGATE, SWITCH, World
from tickets.models import Status

MOST_TABS = 40

pytestmark = pytest.mark.usefixtures("on_tuesday")


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; nothing on the way may keep it."""
    for _press in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"not reached by {MOST_TABS} tabs: {wanted}")


def press(page: Page, key: str) -> None:
    """A single key, once the scripts of the page are there."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def sent(page: Page, said: str) -> None:
    """What was sent came back, and says so."""
    expect(page.locator(".flash-success")).to_contain_text(said)


def open_the_first(page: Page, subject: str) -> None:
    press(page, "j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()


def qualify(page: Page) -> None:
    press(page, "q")
    panel = page.locator("#qualification")
    expect(panel.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Space")
    reach(page, panel.get_by_label("Numéro de série"))
    page.keyboard.type(FORTIGATE)
    reach(page, panel.get_by_role("button", name="Qualifier", exact=True))
    page.keyboard.press("Enter")
    sent(page, "couvert, première réponse avant")


def answer(page: Page, words: str) -> None:
    press(page, "r")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text(words)


def escalate(page: Page) -> None:
    press(page, "e")
    panel = page.locator("#escalation")
    expect(panel.get_by_label("Constructeur")).to_be_focused()
    reach(page, panel.get_by_label("Numéro de dossier"))
    page.keyboard.type("FTNT-88123")
    reach(page, panel.get_by_role("button", name="Escalader", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("aside")).to_contain_text("FTNT-88123")


def be_reminded(page: Page) -> None:
    press(page, "h")
    expect(page.locator("#remind_me [type=radio]:focus")).to_have_count(1)
    reach(page, page.locator("#remind_me").get_by_role("button").last)
    page.keyboard.press("Enter")
    expect(page.locator(".flash-success")).to_be_visible()


def close(page: Page) -> None:
    press(page, "x")
    expect(page.get_by_label("Cause", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    reach(page, page.get_by_role("button", name="Clore l’incident"))
    page.keyboard.press("Enter")
    sent(page, "clos")


def test_from_the_queue_to_the_next_ticket_without_a_mouse(
    window: Window, transactional_world: World
) -> None:
    world = transactional_world
    first = world.ticket(subject="Le premier", channel="mail", serial="", severity=None)
    world.ticket(world.marc, subject="Le second", serial=SWITCH, severity=3)
    page = window(world.claire, "/console/")

    open_the_first(page, "Le premier")
    press(page, "m")
    sent(page, "affecté à")
    qualify(page)
    answer(page, "Bonjour Jean, je regarde.")
    escalate(page)
    be_reminded(page)
    close(page)
    press(page, "s")
    expect(page.get_by_role("heading", name="Le second", level=1)).to_be_visible()

    first.refresh_from_db()
    assert (first.assignee, first.severity, first.serial) == (world.claire, 1, FORTIGATE)
    assert first.vendor_cases.get().number == "FTNT-88123"
    assert first.first_response_at is not None
    assert first.status == Status.CLOSED


def test_the_same_round_by_the_palette_alone(window: Window, transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket()
    page = window(world.claire, "/console/contrats/")

    def do(words: str) -> None:
        page.wait_for_load_state()
        page.keyboard.press("Control+k")
        palette = page.get_by_role("dialog", name="Aller à, chercher, agir")
        expect(palette.get_by_role("combobox")).to_be_focused()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(palette).to_be_hidden()

    do(ticket.number)
    expect(page.get_by_role("heading", name=ticket.subject, level=1)).to_be_visible()
    do("prendre")
    sent(page, "affecté à")
    do("note interne")
    page.keyboard.type("Vu avec Hugo.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-note")).to_contain_text("Vu avec Hugo.")
    do("affecter a hugo")
    sent(page, "Hugo Leroy")
    do("mes tickets")
    expect(page.get_by_role("heading", name="Mes tickets", level=1)).to_be_visible()

    ticket.refresh_from_db()
    assert ticket.assignee == world.hugo


def test_every_page_of_the_rail_is_reached_by_a_key(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.hugo, "/console/")
    page.wait_for_load_state()
    links = page.locator("#rail .rail-list a:not([data-shortcut])")
    without = links.evaluate_all("links => links.map(link => link.dataset.shortcutLabel)")

    # What has no key stands in the palette.
    page.keyboard.press("Control+k")
    offered = page.locator("#palette").get_by_role("option").all_inner_texts()
    assert [name for name in without if not any(name in each for each in offered)] == []

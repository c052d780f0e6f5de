"""A call is noted in under 20 seconds: the keys that it takes besides the words, counted in a real Chromium."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.windows import Window
from tests.world import FORTIGATE, World
from tickets.models import Ticket

# Somebody who types presses five keys a second, words included: 20 seconds are a hundred of them.
KEYS_A_SECOND, SECONDS = 5, 20

pytestmark = pytest.mark.usefixtures("on_tuesday")


@dataclass
class Keyboard:
    """Counts what is pressed: `steps` to get on, `signs` of what is said."""

    page: Page
    steps: int = 0
    signs: int = 0

    def press(self, key: str) -> None:
        self.steps += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.signs += len(words)
        self.page.keyboard.type(words)

    def tab_to(self, label: str) -> None:
        wanted = self.page.get_by_label(label, exact=True)
        for _press in range(12):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        pytest.fail(f"not reached by 12 tabs: {label}")

    @property
    def seconds(self) -> float:
        return (self.steps + self.signs) / KEYS_A_SECOND


def test_a_new_call_takes_eight_keys_besides_its_words(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.claire, "/console/")
    page.wait_for_load_state()
    keys = Keyboard(page)
    keys.press("t")
    expect(page.get_by_label("Qui appelle, pour quel matériel ?")).to_be_focused()
    page.wait_for_load_state()
    keys.type(FORTIGATE)
    expect(page.get_by_role("heading", name="Clinique des Lilas", level=2)).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_role("radio", name="Production interrompue")).to_be_focused()
    page.wait_for_load_state()
    keys.press("Space")
    expect(page.locator("#call-coverage .deadline")).to_be_visible()
    keys.tab_to("Ce qui a été dit")
    keys.type("Plus de VPN, tout le site est coupé.")
    keys.press("Control+Enter")

    expect(page.locator(".flash-success")).to_contain_text("première réponse avant")
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.subject) == (
        transactional_world.sophie,
        "Plus de VPN, tout le site est coupé.",
    )
    assert keys.steps <= 8
    assert keys.seconds < SECONDS


def test_a_call_on_a_ticket_takes_three_keys_besides_its_words(
    window: Window, transactional_world: World
) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.claire, "/console/")
    page.wait_for_load_state()
    keys = Keyboard(page)
    keys.press("t")
    expect(page.get_by_label("Qui appelle, pour quel matériel ?")).to_be_focused()
    page.wait_for_load_state()
    keys.type(str(int(ticket.number[-6:])))
    expect(page.get_by_role("link", name=ticket.number)).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_label("Ce qui a été dit")).to_be_focused()
    page.wait_for_load_state()
    keys.type("C’est revenu tout seul, il veut savoir pourquoi.")
    keys.press("Control+Enter")

    expect(page.locator("#thread")).to_contain_text("C’est revenu tout seul")
    assert keys.steps <= 3
    assert keys.seconds < SECONDS


def test_from_the_page_of_a_ticket_a_call_is_one_key_away(window: Window, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    page = window(transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.wait_for_load_state()
    page.keyboard.press("a")

    expect(page.get_by_label("Ce qui a été dit")).to_be_focused()
    expect(page.get_by_label("Qui appelle")).to_have_value(str(transactional_world.jean.pk))

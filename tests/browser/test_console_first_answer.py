"""From a ticket that appears to its first answer, by keyboard; and an answer that is not lost with the connection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, Route, expect

from tests.browser.test_console_journeys import ROW, log_in
from tests.world import TUESDAY, World
from tickets.actions.keeping_canned import Wording, keep
from tickets.models import Draft, Message, Status, Ticket

MOST_KEYS = 8  # a chord such as Ctrl+Enter is two


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


class Keys:
    """A keyboard that counts what is pressed on it, each key of a chord for itself."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += len(key.split("+"))


def canned(world: World, shortcut: str = "bonjour", **changes: object) -> None:
    wording = {
        "shortcut": shortcut,
        "title": "Premier contact",
        "text": "Bonjour {{ prenom }}, nous regardons {{ produit }}.",
        "text_en": "",
        "shared": True,
    }
    keep(None, Wording(**{**wording, **changes}), actor=world.hugo, at=TUESDAY)  # type: ignore[arg-type]


def answers() -> list[str]:
    return list(Message.objects.filter(by_centre=True, internal=False).values_list("body", flat=True))


def test_the_first_answer_takes_eight_keys(page: Page, transactional_world: World) -> None:
    world = transactional_world
    canned(world)
    canned(world, "version", title="Quelle version")
    ticket = world.ticket()
    log_in(page, world.claire)
    expect(page.locator(ROW)).to_have_count(1)
    page.wait_for_load_state()
    keys = Keys(page)

    keys.press("j", "Enter")
    page.wait_for_url(f"**/console/tickets/{ticket.number}/")
    page.wait_for_load_state()
    keys.press("r", "/", "b", "Enter")
    expect(page.get_by_label("Votre réponse, que le client lira")).to_have_value(
        "Bonjour Jean, nous regardons Fortinet FortiGate 100F."
    )
    keys.press("Control+Enter")

    expect(page.locator(".flash-success")).to_contain_text("Engagement tenu.")
    assert keys.count <= MOST_KEYS
    assert answers() == ["Bonjour Jean, nous regardons Fortinet FortiGate 100F."]


def test_keys_pressed_faster_than_the_list_comes_insert_all_the_same(
    page: Page, transactional_world: World
) -> None:
    canned(transactional_world)
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")

    def come_late(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/reponses-types/", come_late)
    page.keyboard.press("r")
    page.keyboard.type("/bon")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Votre réponse, que le client lira")).to_have_value(
        "Bonjour Jean, nous regardons Fortinet FortiGate 100F."
    )


def test_a_reply_is_found_by_its_title_with_the_arrows_and_left_with_escape(
    page: Page, transactional_world: World
) -> None:
    world = transactional_world
    canned(world)
    canned(world, "version", title="Quelle version avez-vous", text="Quelle version ?")
    ticket = world.ticket()
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    box, options = (
        page.get_by_label("Votre réponse, que le client lira"),
        page.locator("#insert-canned [role=option]:visible"),
    )
    page.keyboard.press("r")
    page.keyboard.type("/")
    expect(options).to_have_count(2)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("/")
    page.keyboard.press("Backspace")
    page.keyboard.type("/avez")
    expect(options).to_have_count(1)
    page.keyboard.press("Tab")

    expect(box).to_have_value("Quelle version ?")
    expect(box).to_be_focused()


def test_a_path_is_no_shortcut(page: Page, transactional_world: World) -> None:
    canned(transactional_world)
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("r")
    page.keyboard.type("Voir /var/log\n")

    expect(page.get_by_label("Votre réponse, que le client lira")).to_have_value("Voir /var/log\n")


def test_without_connection_nothing_leaves_and_the_text_stays(page: Page, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("r")
    page.keyboard.type("Bonjour Jean.")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#trouble")).to_contain_text("Connexion perdue")
    expect(page.get_by_label("Votre réponse, que le client lira")).to_have_value("Bonjour Jean.")
    assert answers() == []

    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Bonjour Jean.")
    assert answers() == ["Bonjour Jean."]


def test_an_answer_that_arrived_and_whose_answer_got_lost_is_sent_once(
    page: Page, transactional_world: World
) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")

    def lose_the_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/messages/", lose_the_answer, times=1)
    page.keyboard.press("r")
    page.keyboard.type("Bonjour Jean.")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/messages/")):
        page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("chrome-error"))
    page.go_back()
    page.keyboard.press("r")
    expect(page.locator("#thread")).to_contain_text("Bonjour Jean.")

    assert answers() == ["Bonjour Jean."]
    assert Ticket.objects.get().status == Status.WAITING_CUSTOMER
    assert not Draft.objects.exists()


def test_an_answer_that_never_arrived_is_still_a_draft(page: Page, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.route("**/messages/", lambda route: route.abort("connectionreset"), times=1)
    page.keyboard.press("r")
    page.keyboard.type("Bonjour Jean.")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/messages/")):
        page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("chrome-error"))
    page.goto(f"/console/tickets/{ticket.number}/")

    expect(page.get_by_label("Votre réponse, que le client lira")).to_have_value("Bonjour Jean.")
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Bonjour Jean.")
    assert answers() == ["Bonjour Jean."]

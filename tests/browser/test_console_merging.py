"""Two tickets become one, in a real Chromium: by keyboard, without script, and against WCAG 2.2 AA at 320 px."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cst.demo.cast import PASSWORD
from tests.wcag import violations
from tests.world import TUESDAY, World
from tickets.actions.merging import merge
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


@pytest.fixture
def pair(transactional_world: World) -> tuple[Ticket, Ticket]:
    """Jean's mail of eleven o'clock, and the same said by the portal."""
    world = transactional_world
    mail = world.ticket(channel="mail", subject="Tunnel en panne", received_at=TUESDAY - timedelta(minutes=7))
    return mail, world.ticket()


def log_in(page: Page, person: User, then: str) -> None:
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**{then}")


def test_by_keyboard_from_the_panel_to_the_ticket_that_goes_on(
    page: Page, transactional_world: World, pair: tuple[Ticket, Ticket]
) -> None:  # CH-V.2
    mail, ticket = pair
    log_in(page, transactional_world.claire, f"/console/tickets/{mail.number}/")
    page.locator("#merger-title").focus()
    # The form, with the focus on the first ticket proposed; choose it; Enter asks once more, and Enter again sends.
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Le tunnel IPsec tombe")).to_be_focused()
    page.wait_for_load_state()  # what asks once more is there
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Oui, fusionner")).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/console/tickets/{ticket.number}/")
    expect(page.locator(".flash-success")).to_contain_text(f"{mail.number} est fusionné avec {ticket.number}")
    expect(page.get_by_role("group", name="Première réponse")).to_contain_text("14h30 = reçu 11h00")
    expect(page.locator("#thread")).to_contain_text(f"a fusionné ici la demande {mail.number}")


def test_without_script_and_by_number(
    browser: Browser, live_server: LiveServer, transactional_world: World, pair: tuple[Ticket, Ticket]
) -> None:
    mail, ticket = pair
    page = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="fr-FR").new_page()
    log_in(page, transactional_world.claire, f"/console/tickets/{mail.number}/")
    page.locator("#merger-title").click()
    page.get_by_label("Ou avec un autre, par son numéro").fill(ticket.number.lower())
    page.get_by_role("button", name="Fusionner et clore").click()
    page.get_by_role("button", name="Oui, fusionner").click()

    expect(page.locator(".flash-success")).to_contain_text(f"{mail.number} est fusionné avec {ticket.number}")
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_and_a_merged_ticket_are_accessible_on_a_phone(
    page: Page, transactional_world: World, pair: tuple[Ticket, Ticket], theme: str
) -> None:
    mail, ticket = pair
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 800})
    log_in(page, transactional_world.claire, f"/console/tickets/{mail.number}/")
    page.locator("#merger-title").click()
    expect(page.get_by_role("button", name="Fusionner et clore")).to_be_visible()
    with_panel = violations(page)
    merge(mail, ticket, actor=transactional_world.hugo, at=TUESDAY)
    page.reload()

    assert (with_panel, violations(page)) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

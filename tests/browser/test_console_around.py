"""Around a ticket by keyboard alone: a part is split off after one question, a link is made and undone."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser.test_console_merging import log_in
from tests.wcag import violations
from tests.world import TUESDAY, World
from tickets.actions import replying
from tickets.models import Ticket, TicketLink


def two_requests_in_one(world: World) -> Ticket:
    ticket = world.ticket()
    later = TUESDAY + timedelta(minutes=5)
    replying.reply(ticket, world.words(world.jean, "Autre chose : le Wi-Fi.", at=later), at=later)
    return ticket


def test_a_part_is_split_off_after_one_question(page: Page, transactional_world: World) -> None:
    source = two_requests_in_one(transactional_world)
    log_in(page, transactional_world.claire, f"/console/tickets/{source.number}/")
    page.locator("#split-title").press("Enter")
    page.wait_for_url("**/?action=split")
    page.get_by_role("checkbox", name="Jean Petit").press("Space")
    page.get_by_label("Objet du nouveau ticket").fill("Wi-Fi")
    page.keyboard.press("Enter")
    question = page.get_by_role("button", name="Oui, séparer")
    expect(question).to_be_focused()
    assert Ticket.objects.count() == 1
    page.keyboard.press("Enter")

    expect(page.locator(".flash-success")).to_contain_text(f"est séparé de {source.number}")
    expect(page.get_by_role("heading", name="Wi-Fi", level=1)).to_be_visible()


def test_a_link_is_made_and_undone_by_keys(page: Page, transactional_world: World) -> None:
    ticket, other = transactional_world.ticket(), transactional_world.ticket(subject="L’autre")
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("l")
    page.get_by_label("Numéro de l’autre ticket").fill(other.number)
    page.keyboard.press("Enter")
    expect(page.locator("aside")).to_contain_text("L’autre")
    assert violations(page) == []
    page.keyboard.press("z")

    expect(page.locator(".flash-success")).to_contain_text("Annulé.")
    assert not TicketLink.objects.exists()

"""Two engineers on one ticket, a file looked at, a message quoted, a qualification seen before it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.test_console_journeys import log_in
from tests.wcag import violations
from tests.world import TUESDAY, World
from tickets.actions import replying
from tickets.files import NewFile
from tickets.models import AttachmentCategory, Mention, Message

ANSWER, NOTE = "Votre réponse, que le client lira", "Note interne, jamais vue du client"


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


def look_again(page: Page) -> None:
    """What the page does by itself every 20 s, and when the network is back."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_a_colleague_who_writes_is_seen_and_what_they_send_is_told_with_the_text_kept(
    page: Page, browser: Browser, live_server: LiveServer, transactional_world: World
) -> None:
    world = transactional_world
    ticket = world.ticket()
    window = browser.new_context(base_url=live_server.url, locale="fr-FR").new_page()
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    log_in(window, world.hugo, f"/console/tickets/{ticket.number}/")
    expect(window.locator("#presence")).to_contain_text("Claire Martin lit ce ticket")
    page.keyboard.press("r")
    page.keyboard.type("Bonjour")
    look_again(page)
    expect(page.locator("#presence")).to_contain_text("Hugo Leroy lit ce ticket")
    look_again(window)
    expect(window.locator("#presence")).to_contain_text("Claire Martin écrit sur ce ticket")
    window.context.close()

    replying.reply(ticket, world.words(world.hugo, "Passez en 7.4.5."), at=TUESDAY + timedelta(minutes=31))
    look_again(page)
    expect(page.locator("#news")).to_contain_text("Passez en 7.4.5.")
    expect(page.get_by_label(ANSWER)).to_have_value("Bonjour")
    page.get_by_role("button", name="J’ai lu, je continue").click()
    expect(page.get_by_label(ANSWER)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Bonjour")
    assert Message.objects.filter(author=world.claire, body="Bonjour").count() == 1


def test_a_colleague_is_named_by_keyboard(page: Page, transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket()
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("n")
    page.keyboard.type("@hu")
    expect(page.locator("#insert-colleague [role=option]:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type("un avis ?")
    expect(page.get_by_label(NOTE)).to_have_value("@Hugo Leroy un avis ?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-note")).to_contain_text("un avis ?")

    assert Mention.objects.get().person == world.hugo


def test_an_internal_note_is_quoted_into_a_note_only(page: Page, transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket()
    replying.note(ticket, world.words(world.hugo, "Défaut connu.\nNe rien dire."), at=TUESDAY)
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    page.get_by_role("button", name="Citer Hugo Leroy").click()

    expect(page.get_by_label(NOTE)).to_have_value("> Défaut connu.\n> Ne rien dire.\n\n")
    expect(page.get_by_label(ANSWER)).to_have_value("")


def test_a_message_is_quoted_into_the_answer(page: Page, transactional_world: World) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.get_by_role("button", name="Citer Jean Petit").click()

    expect(page.get_by_label(ANSWER)).to_have_value("> Depuis la mise à jour de cette nuit.\n\n")
    expect(page.get_by_label(ANSWER)).to_be_focused()


def test_a_configuration_is_looked_at_without_leaving_the_page(
    page: Page, transactional_world: World
) -> None:
    world = transactional_world
    configuration = NewFile("fgt.conf", b"set password ENC SH2abcdef", AttachmentCategory.CONFIGURATION)
    ticket = world.ticket(files=[configuration])
    log_in(page, world.claire, f"/console/tickets/{ticket.number}/")
    link = page.get_by_role("link", name="Aperçu fgt.conf")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Aperçu")
    expect(dialog).to_contain_text("set password ENC ••••••")
    assert violations(page) == []
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_a_qualification_is_seen_before_it_is_saved(page: Page, transactional_world: World) -> None:  # CH-V.2
    ticket = transactional_world.ticket(severity=4)
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("q")
    expect(page.locator("#qualification-effect")).to_contain_text("Rien ne change")
    page.locator("#qualification").get_by_role("radio", name="Production interrompue").check()

    expect(page.locator("#qualification-effect")).to_contain_text("14h37, reste 1h")
    ticket.refresh_from_db()
    assert ticket.severity == 4


def test_the_page_of_a_ticket_is_accessible_with_its_lists_open(
    page: Page, transactional_world: World
) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")
    page.keyboard.press("n")
    page.keyboard.type("@")
    expect(page.locator("#insert-colleague [role=option]:visible")).to_have_count(1)

    assert violations(page) == []

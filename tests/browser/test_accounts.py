"""Getting in and one's own account in a real browser: a code by mail, the pages against WCAG 2.2 AA, 320 px."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from outbound_mail.models import OutgoingMail
from tests.tickets.portal.walking import log_in
from tests.wcag import violations
from tests.world import World

OPEN = ("/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/")
OWN = (
    "/accounts/profil/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/programmes/",
)


@pytest.fixture(autouse=True)
def no_attempt_before() -> None:
    cache.clear()


def sent_code(address: str) -> str:
    found = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", OutgoingMail.objects.get(to=address).text, re.MULTILINE)
    assert found
    return found[0]


def test_a_code_by_mail_by_keyboard_alone(page: Page, transactional_world: World) -> None:
    page.goto("/accounts/login/code/")
    page.get_by_label("Adresse e-mail").focus()
    page.keyboard.type(transactional_world.jean.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Entrez le code reçu")).to_be_visible()
    page.get_by_label("Code reçu").focus()
    page.keyboard.type(sent_code(transactional_world.jean.email).lower())
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Bonjour Jean")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_violates_wcag(page: Page, transactional_world: World, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    found = {}
    for address in OPEN:
        page.goto(address)
        found[address] = violations(page)
    log_in(page, transactional_world.jean)
    for address in OWN:
        page.goto(address)
        found[address] = violations(page)

    assert {address: each for address, each in found.items() if each} == {}


def test_nothing_scrolls_sideways_at_320_px(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.set_viewport_size({"width": 320, "height": 700})
    wide = []
    for address in OWN:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)

    assert wide == []


def test_a_manager_removes_a_colleague_by_keyboard(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.get_by_role("link", name="Personnes").press("Enter")
    page.get_by_role("link", name="Retirer Léa Noël").press("Enter")
    page.get_by_role("button", name="Retirer son accès").press("Enter")

    expect(page.get_by_text("Léa Noël n’a plus accès au portail.")).to_be_visible()
    expect(page.get_by_text(transactional_world.lea.email)).to_have_count(0)

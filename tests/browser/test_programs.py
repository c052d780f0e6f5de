"""Making a token in a real browser by keyboard alone, and its pages against WCAG 2.2 AA."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from cst.demo.cast import PASSWORD
from tests.tickets.portal.walking import log_in
from tests.wcag import violations
from tests.world import World


@pytest.fixture(autouse=True)
def no_attempt_before() -> None:
    cache.clear()


def test_a_token_is_made_by_keyboard_alone_and_shown_until_the_page_is_left(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world.jean)
    page.goto("/programmes/jetons/")
    page.get_by_label("Mot de passe").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Créer un jeton")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("textbox", name="Nom").focus()
    page.keyboard.type("Supervision")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # for the organisation
    found = violations(page)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Copiez-le maintenant")).to_be_visible()
    page.wait_for_load_state()
    expect(page.locator(".secret")).to_have_text(re.compile("^cst_[0-9a-f]{64}$"))
    assert found + violations(page) == []
    page.reload()
    expect(page.locator(".secret")).to_have_count(0)
    expect(page.get_by_text("Créé par Jean Petit")).to_be_visible()

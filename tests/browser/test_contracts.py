"""Contracts in Chromium: from one click to sales, a version stated by keyboard, all within WCAG 2.2 AA."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from contracts.ending import renewals
from contracts.models import Contract
from cst.demo.cast import PASSWORD
from tests.narrow import sideways
from tests.tickets.portal.walking import log_in
from tests.wcag import violations
from tests.world import OLD_VERSION, TUESDAY, World

THEMES = ("light", "dark")


pytestmark = pytest.mark.usefixtures("on_tuesday")


@pytest.fixture
def ending(transactional_world: World) -> Contract:
    """The contract of Clinique des Lilas, which ends in twelve days."""
    row = Contract.objects.get(number="EX-2024-0117")
    row.ends_on = TUESDAY.date() + timedelta(days=12)
    row.save()
    return row


def log_in_at_the_centre(page: Page, world: World) -> None:
    page.goto("/accounts/login/?next=/console/renouvellements/")
    page.get_by_label("Adresse e-mail").fill(world.ines.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Renouvellements", level=1)).to_be_visible()


def test_a_renewal_goes_from_one_click_to_sales(
    page: Page, transactional_world: World, ending: Contract
) -> None:
    log_in(page, transactional_world.sophie)
    page.get_by_role("link", name="Mes contrats").click()
    page.get_by_role("button", name=f"Demander le renouvellement {ending.number}").click()
    expect(page.get_by_role("status").get_by_text("Renouvellement demandé par vous")).to_be_visible()
    page.context.clear_cookies()

    log_in_at_the_centre(page, transactional_world)
    expect(page.get_by_role("link", name="Renouvellements 1")).to_be_visible()
    page.get_by_role("button", name=f"Traité {ending.number}").click()
    expect(page.get_by_role("link", name="Renouvellements 0")).to_be_visible()


def test_a_version_is_stated_by_keyboard_alone(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world.jean)
    page.goto(f"/portail/produits/?q={OLD_VERSION}")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("6.0")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Version installée")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Version installée").fill("6.4.8")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=f"Ouvrir un incident {OLD_VERSION}")).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_the_forms_and_lists_violate_nothing_and_fit_a_phone(
    page: Page, transactional_world: World, ending: Contract, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    renewals.request(ending, by=transactional_world.jean, at=TUESDAY)
    log_in(page, transactional_world.jean)
    found = []
    for address in ("/portail/contrats/", f"/portail/contrats/{ending.number}/"):
        page.goto(address)
        found += [*violations(page), sideways(page)]
    page.goto(f"/portail/produits/?q={OLD_VERSION}")
    page.locator("summary").click()
    page.get_by_label("Version installée").fill("rien")
    page.get_by_role("button", name="Indiquer cette version").click()
    expect(page.get_by_text("Une version porte un numéro")).to_be_visible()
    found += [*violations(page), sideways(page)]
    page.context.clear_cookies()
    log_in_at_the_centre(page, transactional_world)
    found += [*violations(page), sideways(page)]

    assert found == [0, 0, 0, 0]

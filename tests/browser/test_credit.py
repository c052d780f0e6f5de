"""The PS time credit in Chromium: an order credited by keyboard, the files, all within WCAG 2.2 AA and 320 px."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import User
from contracts import credit
from cst.demo.cast import PASSWORD
from tests.narrow import sideways
from tests.tickets.portal.walking import log_in
from tests.wcag import violations
from tests.world import TUESDAY, World

pytestmark = pytest.mark.usefixtures("on_tuesday")


def ledger(page: Page, world: World, person: User) -> None:
    """The ledger of Réseau Plus, in the console."""
    address = f"/console/credits/{world.organisation_of(world.jean).pk}/"
    page.goto(f"/accounts/login/?next={address}")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Réseau Plus", level=1)).to_be_visible()


def test_an_order_is_credited_by_keyboard(page: Page, transactional_world: World) -> None:
    ledger(page, transactional_world, transactional_world.ines)
    page.get_by_role("radio", name="1h", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("EX-PS-0044")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").get_by_text("+5h")).to_be_visible()
    assert credit.balance(transactional_world.organisation_of(transactional_world.jean)) == 690


def test_a_correction_of_too_much_keeps_what_was_typed(page: Page, transactional_world: World) -> None:
    ledger(page, transactional_world, transactional_world.ines)
    page.get_by_label("Durée à ajouter").fill("-7h")
    page.get_by_label("Raison").fill("Saisi deux fois.")
    page.get_by_role("button", name="Corriger").click()

    expect(page.get_by_text("Il reste 6h30 de crédit-temps")).to_be_visible()
    expect(page.get_by_label("Durée à ajouter")).to_have_value("-7h")
    expect(page.get_by_label("Raison")).to_have_value("Saisi deux fois.")


def test_a_reseller_takes_the_statement_home(page: Page, transactional_world: World, tmp_path: Path) -> None:
    log_in(page, transactional_world.jean)
    page.get_by_role("link", name="Crédit-temps", exact=True).click()
    expect(page.get_by_text("6h30 disponibles sur 10h")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Relevé PDF").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)

    assert file.name == "credit-temps-reseau-plus-2026-10-13.pdf"
    assert "6h30" in PdfReader(file).pages[0].extract_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_statement_of_a_reseller_can_be_used_by_everybody(
    page: Page, transactional_world: World, theme: str
) -> None:
    payer = transactional_world.organisation_of(transactional_world.jean)
    credit.reserve(payer, 300, by=transactional_world.jean, at=TUESDAY, reference="CST-2026-000001")
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    log_in(page, transactional_world.jean)
    page.goto("/portail/credit/")

    expect(page.get_by_text("un cinquième ou moins")).to_be_visible()
    assert violations(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ledger_and_its_forms_can_be_used_by_everybody(
    page: Page, transactional_world: World, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    ledger(page, transactional_world, transactional_world.ines)
    page.get_by_role("button", name="Créditer").click()
    expect(page.get_by_text("Un crédit-temps s’achète par 1, 5, 10 ou 20 heures.")).to_be_visible()
    assert violations(page) == []
    assert sideways(page) <= 0

    page.goto("/console/credits/")
    assert violations(page) == []
    assert sideways(page) <= 0

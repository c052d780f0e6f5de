"""A file of the ERP in a real Chromium: every error at once, then the right file, checked, applied; WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from playwright.sync_api import Page, expect

from contracts import tasks
from contracts.erp import erp_progress
from contracts.models import ErpFile
from cst.demo.cast import PASSWORD
from tests.contracts.erp import applied, broken, checked, csv_file, line, received
from tests.wcag import violations
from tests.world import TUESDAY, World

LIST = "/console/fichiers-erp/"


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


def log_in(page: Page, world: World) -> None:
    page.goto(f"/accounts/login/?next={LIST}")
    page.get_by_label("Adresse e-mail").fill(world.ines.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**{LIST}")


def send(page: Page, name: str, content: bytes) -> None:
    page.goto(LIST)
    page.get_by_label("Fichier de contrats").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Vérifier").click()
    page.wait_for_url("**/console/fichiers-erp/*-*/")


def test_ines_reads_all_errors_sends_the_right_file_and_applies_it(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world)
    send(page, "contrats.csv", broken(lines=3))
    expect(page.get_by_role("progressbar", name="En attente d’être vérifié")).to_be_visible()
    tasks.work_erp_files()
    expect(page.get_by_role("heading", name="3 erreurs\u00a0: rien n’est appliqué")).to_be_visible()
    errors = page.get_by_role("table", name="Erreurs").get_by_role("row")
    expect(errors).to_have_count(4)
    expect(errors.nth(3)).to_contain_text("hier")

    send(page, "contrats-2.csv", csv_file(line(), line(serie="FG100F-ERP-0002")))
    file = ErpFile.objects.get(name="contrats-2.csv")
    ErpFile.objects.filter(pk=file.pk).update(status=ErpFile.Status.CHECKING)
    erp_progress.teller(file.pk)(1, 2)
    expect(page.get_by_role("progressbar", name="Vérification en cours")).to_have_attribute("value", "50")
    tasks.work_erp_files()
    expect(page.get_by_role("table", name="Nombres par nature")).to_contain_text("contrats")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("progressbar", name="Application en cours")).to_be_visible()
    tasks.work_erp_files()
    expect(page.get_by_role("heading", name="Fichier appliqué en entier")).to_be_visible()

    page.get_by_role("link", name="Contrats").click()
    row = page.get_by_role("row", name="EX-2026-9001")
    expect(row).to_contain_text("31/12/2027")
    expect(row).to_contain_text("FG100F-ERP-0002")


def test_the_end_of_a_check_is_read_aloud(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world)
    send(page, "contrats.csv", csv_file())
    tasks.work_erp_files()

    expect(page.locator("#announcements")).to_contain_text("Aucune erreur\u00a0: à vous de décider")


def test_what_is_no_such_file_is_said_beside_the_field(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world)
    page.get_by_label("Fichier de contrats").set_input_files(
        {"name": "contrats.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7\n"}
    )
    page.get_by_role("button", name="Vérifier").click()

    field = page.get_by_label("Fichier de contrats")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field-error")).to_contain_text("Ce n’est ni un CSV ni un classeur Excel")
    assert violations(page) == []


def test_a_file_is_applied_by_keyboard_alone(page: Page, transactional_world: World) -> None:
    file = checked(transactional_world)
    log_in(page, transactional_world)
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/console/fichiers-erp/{file.pk}/")
    page.get_by_role("button", name="Appliquer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar", name="Application en cours")).to_be_visible()
    tasks.work_erp_files()

    expect(page.get_by_role("heading", name="Fichier appliqué en entier")).to_be_visible()


@pytest.fixture
def addresses(transactional_world: World) -> list[str]:
    """The list, and a file in each state that looks different."""
    world = transactional_world
    done = applied(world)
    files = [
        checked(world, broken(lines=60), "un-nom-de-fichier-vraiment-long-exporté-par-l-erp-cette-nuit.csv"),
        checked(world, csv_file(line(Fin="31/12/2028"), line(serie="FG100F-ERP-0002", Fin="31/12/2028"))),
        received(world, csv_file(line(serie="FG100F-ERP-0003")), "en-attente.csv"),
    ]
    return [LIST, *(f"{LIST}{file.pk}/" for file in [done, *files])]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_violates_wcag(
    page: Page, transactional_world: World, addresses: list[str], theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    log_in(page, transactional_world)
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = violations(page)

    assert {address: each for address, each in found.items() if each} == {}


def test_nothing_scrolls_sideways_at_320_px(
    page: Page, transactional_world: World, addresses: list[str]
) -> None:
    log_in(page, transactional_world)
    page.set_viewport_size({"width": 320, "height": 700})
    wide = []
    for address in addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)

    assert wide == []

"""The hours edited by a lead in a real Chromium: the effect first, then the save; WCAG 2.2 AA; the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from cst.demo.cast import PASSWORD
from sla.calendars import CalendarDefinition
from sla.models import Calendar, CalendarVersion, latest_version
from tests.wcag import violations
from tests.world import TUESDAY, World
from tickets.actions.rescheduling import save_version

EDIT = "/console/horaires/cst/modification/"


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    """11:37 on the Tuesday: half an hour after the world's tickets reach the centre."""
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


def log_in(page: Page, world: World, then: str) -> None:
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("Adresse e-mail").fill(world.hugo.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**{then}")


def close_the_afternoon(page: Page) -> None:
    row = page.locator("#closures .occasion").last
    row.get_by_label("Nom").fill("Réunion d’équipe")
    row.get_by_label("Jour").fill("13/10/2026")
    row.get_by_label("Heures").fill("14h-18h")


def show_the_effect(page: Page) -> None:
    page.locator(".calendar-from").get_by_role("button", name="Voir l’effet").click()


def test_hugo_closes_an_afternoon_and_the_ticket_has_its_new_deadline(
    page: Page, transactional_world: World
) -> None:
    ticket = transactional_world.ticket()
    log_in(page, transactional_world, "/console/horaires/cst/")
    page.get_by_role("link", name="Modifier les horaires").click()
    close_the_afternoon(page)
    show_the_effect(page)
    effect = page.locator("#effet")
    expect(effect.get_by_role("heading", level=2)).to_have_text("1 ticket ouvert change d’échéance.")
    expect(effect).to_be_in_viewport()
    expect(effect.get_by_role("row", name=ticket.number)).to_contain_text("mercredi 14 octobre 9h37")
    expect(effect.locator(".day-differs .day-number")).to_have_text(["13"])
    assert CalendarVersion.objects.count() == 1

    page.get_by_label("Raison").fill("Toute l’équipe à Lille")
    page.get_by_role("button", name="Enregistrer à partir du 13 octobre 2026").click()

    expect(page.locator(".flash-success")).to_have_text("Version 2 enregistrée, 1 échéance déplacée.")
    expect(page.locator("#versions")).to_contain_text("Toute l’équipe à Lille")
    page.goto(f"/console/tickets/{ticket.number}/")
    expect(page.get_by_role("group", name="Première réponse")).to_contain_text("mercredi 9h37")


def test_going_back_after_saving_and_saving_again_leads_to_the_calendar(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world, EDIT)
    close_the_afternoon(page)
    show_the_effect(page)
    page.get_by_label("Raison").fill("Toute l’équipe à Lille")
    page.get_by_role("button", name="Enregistrer à partir du").click()
    expect(page.locator(".flash-success")).to_contain_text("Version 2 enregistrée")

    page.go_back()
    page.get_by_role("button", name="Enregistrer à partir du").click()

    expect(page.locator(".flash-info")).to_have_text(
        "Ces horaires sont déjà enregistrés\u00a0: c’est la version 2."
    )
    page.wait_for_url("**/console/horaires/cst/#main")
    assert CalendarVersion.objects.count() == 2


def test_a_closure_by_keyboard_alone(page: Page, transactional_world: World) -> None:
    transactional_world.ticket()
    log_in(page, transactional_world, "/console/horaires/cst/")
    page.wait_for_load_state()
    page.keyboard.press("e")
    page.wait_for_url(f"**{EDIT}")
    page.get_by_role("group", name="Ligne 1").first.get_by_label("Nom").focus()
    page.keyboard.type("Réunion")
    page.keyboard.press("Tab")
    page.keyboard.type("13/10/2026")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("14h-18h")
    page.keyboard.press("Enter")
    expect(page.locator("#effet h2")).to_have_text("1 ticket ouvert change d’échéance.")
    page.get_by_label("Raison").focus()
    page.keyboard.type("Toute l’équipe à Lille")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Enregistrer à partir du")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(".flash-success")).to_contain_text("Version 2 enregistrée")


def test_without_a_script_rows_come_and_go_and_hours_are_saved(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world, EDIT)
    page.route(re.compile(r"\.js"), lambda route: route.abort())
    page.goto(EDIT)
    close_the_afternoon(page)
    page.get_by_role("button", name="Une fermeture de plus").click()
    expect(page.locator("#closures .occasion")).to_have_count(3)
    page.locator("#closures .occasion").nth(1).get_by_label("Nom").fill("Pont")
    page.get_by_role("button", name="Retirer la ligne 2").click()
    expect(page.locator("#closures .occasion")).to_have_count(2)
    page.get_by_label("samedi").fill("9h-12h")
    show_the_effect(page)
    page.get_by_label("Raison").fill("Astreinte")
    page.get_by_role("button", name="Enregistrer à partir du").click()

    expect(page.locator(".flash-success")).to_contain_text("Version 2 enregistrée")
    definition = latest_version().definition
    assert definition["weekly"][5] == [["09:00", "12:00"]]
    assert [closure["label"] for closure in definition["closures"]] == ["Réunion d’équipe"]


def test_enter_in_a_field_shows_the_effect_and_never_takes_a_row_away(
    page: Page, transactional_world: World
) -> None:
    log_in(page, transactional_world, EDIT)
    close_the_afternoon(page)
    page.get_by_label("lundi").press("Enter")

    expect(page.locator("#effet")).to_be_visible()
    expect(page.locator("#closures .occasion").first.get_by_label("Nom")).to_have_value("Réunion d’équipe")


def test_what_is_wrong_is_said_beside_its_field(page: Page, transactional_world: World) -> None:
    log_in(page, transactional_world, EDIT)
    page.get_by_label("mardi").fill("14h-12h")
    show_the_effect(page)

    field = page.get_by_label("mardi")
    expect(page.get_by_role("alert")).to_contain_text("Rien n’est enregistré")
    expect(field).to_have_value("14h-12h")
    expect(field).to_have_accessible_description("La plage 14h00-12h00 se termine avant de commencer.")


@pytest.fixture
def addresses(transactional_world: World) -> list[str]:
    """Each page that reads, with closures, openings and a version to come."""
    world = transactional_world
    world.ticket()
    definition = latest_version().definition
    definition["closures"] = [
        {"label": "Noël", "date": "2026-12-28", "hours": None},
        {"label": "Réveillon", "date": "12-24", "hours": ["14:00", "18:00"]},
    ]
    definition["openings"] = [
        {"label": "Migration", "date": "2026-10-17", "hours": ["09:00", "12:30"]},
        {"label": "Permanence", "date": "2026-11-11", "hours": ["19:00", "22:00"]},
    ]
    cst = Calendar.objects.get(code="cst")
    for number, day in ((1, date(2026, 10, 13)), (2, date(2027, 3, 1))):
        save_version(
            cst,
            CalendarDefinition.from_json(definition),
            day,
            "Fin d’année",
            based_on=number,
            actor=world.hugo,
            at=TUESDAY,
        )
    page = "/console/horaires/cst/"
    return [
        "/console/horaires/",
        page,
        f"{page}?annee=2026&mois=12",
        f"{page}?version=2&annee=2026",
        EDIT,
        "/console/horaires/nouveau/",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_violates_wcag(
    page: Page, transactional_world: World, addresses: list[str], theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    log_in(page, transactional_world, "/console/horaires/")
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = violations(page)
    page.goto(EDIT)
    close_the_afternoon(page)
    page.locator("#openings .occasion").last.get_by_label("Jour").fill("demain")
    show_the_effect(page)
    expect(page.locator("#openings .field-error")).to_be_visible()
    found["errors"] = violations(page)
    page.locator("#openings .occasion", has=page.locator(".field-error")).get_by_label("Jour").fill("")
    show_the_effect(page)
    expect(page.locator("#effet")).to_be_visible()
    found["effect"] = violations(page)

    assert {address: each for address, each in found.items() if each} == {}


def test_nothing_scrolls_sideways_at_320_px(
    page: Page, transactional_world: World, addresses: list[str]
) -> None:
    log_in(page, transactional_world, "/console/horaires/")
    page.set_viewport_size({"width": 320, "height": 700})
    wide = []
    for address in addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)
    page.goto(EDIT)
    close_the_afternoon(page)
    show_the_effect(page)
    expect(page.locator("#effet")).to_be_visible()

    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_day_is_read_aloud_with_its_hours_and_what_it_is(
    page: Page, transactional_world: World, addresses: list[str]
) -> None:
    log_in(page, transactional_world, "/console/horaires/cst/?annee=2026")
    december = page.get_by_role("table", name="décembre 2026")

    expect(december.get_by_role("columnheader").first).to_have_accessible_name("lundi")
    expect(december.get_by_role("cell", name="24 9h00–12h30, Réveillon")).to_be_visible()
    expect(december.get_by_role("cell", name="25 fermé, Noël")).to_be_visible()

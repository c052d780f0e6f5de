"""Every page of the console against WCAG 2.2 AA, light and dark, and at 320 px."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from contracts.models import Vendor
from cst.demo.cast import PASSWORD
from outbound_mail import failing
from outbound_mail.models import OutgoingMail
from tests.wcag import violations
from tests.world import EXPIRED_AP, STORMSHIELD, TUESDAY, World
from tickets.actions import closing, escalating, replying, waiving
from tickets.actions.escalating import Case


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


@pytest.fixture
def pages(transactional_world: World) -> list[str]:
    """An address for each page, and for each state of a ticket that looks different."""
    world = transactional_world
    late = world.ticket(world.sophie, received_at=TUESDAY - timedelta(days=1))
    world.ticket(channel="mail", serial=STORMSHIELD, severity=None)
    replying.note(late, world.words(world.hugo, "Vu en 7.4.5."), at=TUESDAY)
    vendor = world.ticket()
    replying.reply(vendor, world.words(world.claire, "Bonjour."), at=TUESDAY)
    case = Case(Vendor.objects.get(name="Fortinet"), "FTNT-88123", "Analyse en cours.")
    escalating.escalate(vendor, case, actor=world.claire, at=TUESDAY)
    refused, waived = (world.ticket(world.marc, serial=EXPIRED_AP) for _ in range(2))
    waiving.waive(waived, "Renouvellement signé.", actor=world.hugo, at=TUESDAY)
    sent = OutgoingMail.objects.filter(to=world.sophie.email).latest("created_at")
    failing.returned(
        sent.to, permanent=True, status="5.1.1", why="User unknown", at=TUESDAY, message_id=sent.message_id
    )
    closed = world.ticket()
    closing.close(closed, actor=world.claire, at=TUESDAY)
    lists = ["/console/", "/console/?vue=tous", "/console/?vue=tous&q=rien", "/console/contrats/"]
    lists.append("/console/courrier/non-remis/")
    return [*lists, *(f"/console/tickets/{each.number}/" for each in (late, vendor, refused, waived, closed))]


def log_in(page: Page, world: World) -> None:
    page.goto("/accounts/login/?next=/console/")
    page.get_by_label("Adresse e-mail").fill(world.claire.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/console/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_violates_wcag(page: Page, transactional_world: World, pages: list[str], theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    log_in(page, transactional_world)
    found = {}
    for address in pages:
        page.goto(address)
        found[address] = violations(page)

    assert {address: each for address, each in found.items() if each} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_note_the_forms_and_their_errors_violate_nothing(
    page: Page, transactional_world: World, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    ticket = transactional_world.ticket(channel="mail", serial="", severity=None)
    log_in(page, transactional_world)
    page.goto(f"/console/tickets/{ticket.number}/")
    page.get_by_label("Note interne", exact=True).check()
    found = violations(page)
    page.get_by_role("button", name="Ajouter la note interne").click()
    expect(page.locator("#note-error")).to_be_visible()
    found += violations(page)
    for intent in ("qualification", "escalation", "estimate"):
        page.locator(f"#{intent} > summary").click()
        page.locator(f"#{intent} textarea, #{intent} input[type=text]").last.fill("")
        page.locator(f"#{intent} button").click()
        expect(page.locator(f"#{intent} .field-error").first).to_be_visible()
        found += violations(page)

    assert found == []


def test_nothing_scrolls_sideways_at_320_px(page: Page, transactional_world: World, pages: list[str]) -> None:
    log_in(page, transactional_world)
    page.set_viewport_size({"width": 320, "height": 700})
    wide = []
    for address in pages:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)

    assert wide == []

"""Every page of the portal against WCAG 2.2 AA, light and dark, and at 320 px."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.knowledge.writing import note
from tests.tickets.portal.walking import describe, log_in
from tests.wcag import violations
from tests.world import FORTIGATE, STORMSHIELD, World
from tickets.actions import (
    asking_severity,
    closing,
    estimating,
    following,
    rating,
    remote_sessions,
    replying,
)
from tickets.actions.remote_sessions import Slot
from tickets.models import Ticket

THEMES = ("light", "dark")


pytestmark = pytest.mark.usefixtures("on_tuesday")


@pytest.fixture
def pages(transactional_world: World) -> list[str]:
    """An address for each page, and for each state of a ticket that looks different."""
    world = transactional_world
    new, answered, closed = world.ticket(severity=2), world.ticket(), world.ticket()
    replying.reply(answered, world.words(world.claire, "Bonjour."), at=world.at)
    closing.close(closed, actor=world.jean, at=world.at)
    assistance = world.ticket(kind="assistance", serial="", severity=None)
    estimating.propose(assistance, 120, "Créer le VLAN.", actor=world.claire, at=world.at)
    commands = (
        "# Quoi faire\n\n```\n" + "show " * 200 + "\n```\n\n| Message | Sens |\n|---|---|\n| `DPD` | coupé |"
    )
    told = note(world, "FortiGate 100F", title="Le tunnel tombe", text=commands)
    asked = _asked(world)
    tickets = [f"incidents/{each.number}/" for each in (new, answered, closed, assistance, *asked)]
    number = asked[0].number
    others = (
        "",
        "incidents/",
        "incidents/?q=rien",
        "incidents/?voir=tous&q=le&severite=1",
        "incidents/nouveau/",
        "produits/",
        "contrats/",
        "contrats/EX-2024-0117/",
        "notes/?q=tunnel",
        "notes/?q=rien",
        f"notes/?serial={FORTIGATE}",
        f"notes/{told.slug}/?serial={FORTIGATE}",
        f"incidents/{number}/abonnes/",
        f"incidents/{number}/session/",
        f"incidents/{new.number}/severite/",
        "personnes/",
        "personnes/inviter/",
        f"personnes/{world.lea.pk}/retrait/",
    )
    return [
        f"/portail/{address}" for address in (*others, f"incidents/nouveau/?serial={STORMSHIELD}", *tickets)
    ]


def _asked(world: World) -> tuple[Ticket, Ticket]:
    """One on which all is asked for that may be, and one that was rated."""
    asked, rated = world.ticket(severity=3), world.ticket()
    following.follow(asked, world.lea, actor=world.jean, at=world.at)
    asking_severity.ask(asked, 1, "Tout est arrêté.", actor=world.jean, at=world.at)
    slot = Slot(world.at + timedelta(days=2), 60, "Lire les traces.")
    remote_sessions.propose(asked, slot, actor=world.claire, at=world.at)
    closing.resolve(rated, world.words(world.claire, "Voici."), at=world.at)
    rating.rate(rated, 2, "Un peu long.", actor=world.jean, at=world.at)
    return asked, rated


@pytest.mark.parametrize("theme", THEMES)
def test_no_page_violates_wcag(page: Page, transactional_world: World, pages: list[str], theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    log_in(page, transactional_world.jean)
    found = {}
    for address in pages:
        page.goto(address)
        found[address] = violations(page)

    assert {address: each for address, each in found.items() if each} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_the_form_with_its_answers_and_errors_violates_nothing(
    page: Page, transactional_world: World, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    describe(page)
    expect(page.locator("#promise")).to_be_visible()
    filled = violations(page)
    page.get_by_label("Objet").fill("")
    page.get_by_role("button", name="Ouvrir l’incident").click()
    expect(page.locator("#subject-error")).to_be_visible()

    assert filled + violations(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_serials_proposed_violate_nothing(page: Page, transactional_world: World, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    log_in(page, transactional_world.jean)
    page.goto("/portail/incidents/nouveau/")
    page.wait_for_load_state()
    page.keyboard.type("fg100f")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)

    found = violations(page)

    assert found == []
    expect(page.get_by_role("listbox")).to_be_visible()


def test_nothing_scrolls_sideways_at_320_px(page: Page, transactional_world: World, pages: list[str]) -> None:
    log_in(page, transactional_world.jean)
    page.set_viewport_size({"width": 320, "height": 700})
    wide = []
    for address in pages:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)

    assert wide == []

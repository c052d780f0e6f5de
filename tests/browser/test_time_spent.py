"""PS work from the estimate to the account, as both sides click it in Chromium (CH-PS)."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.narrow import sideways
from tests.wcag import violations
from tests.windows import Window
from tests.world import TUESDAY, World, key
from tickets.actions import estimating
from tickets.actions.spending import Work, spend_time

PHONE: ViewportSize = {"width": 390, "height": 800}


pytestmark = pytest.mark.usefixtures("on_tuesday")


def test_claire_proposes_jean_approves_claire_works_and_jean_reads_it(
    window: Window, transactional_world: World
) -> None:
    world = transactional_world
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    claire = window(world.claire, f"/console/tickets/{ticket.number}/")
    expect(claire.get_by_text("Rien ne commence avant l’accord du client")).to_be_visible()
    claire.get_by_text("Proposer une estimation PS").click()
    estimate = claire.locator("#estimate form")
    estimate.get_by_label("Heures").fill("1")
    estimate.get_by_label("Travail proposé").fill("Créer le VLAN.")
    estimate.get_by_role("button", name="Proposer au client").click()

    jean = window(world.jean, f"/portail/incidents/{ticket.number}/")
    jean.get_by_role("button", name="Approuver 1h").click()
    expect(jean.get_by_role("region", name="Temps d’assistance")).to_contain_text("reste 1h")

    claire.reload()
    claire.get_by_text("Noter du temps passé").click()
    work = claire.locator("#time_spent form")
    work.get_by_label("Minutes").fill("40")
    work.get_by_label("Travail fait").fill("VLAN créé.")
    work.get_by_label("Travail fait").press("Tab")
    claire.keyboard.press("Enter")
    expect(claire.locator(".flash-success")).to_contain_text("Temps noté")

    jean.reload()
    account = jean.get_by_role("region", name="Temps d’assistance")
    expect(account).to_contain_text("VLAN créé.")
    expect(account).to_contain_text("reste 0h15")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_it_violates_wcag_or_scrolls_sideways_on_a_phone(
    window: Window, transactional_world: World, theme: str
) -> None:
    world = transactional_world
    ticket = world.ticket(kind="assistance", serial="", severity=None)
    estimate = estimating.propose(ticket, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)
    estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)
    done = Work(40, TUESDAY.date(), "Réglages-" * 30, key())
    spend_time(ticket, done, actor=world.claire, at=TUESDAY)
    estimating.propose(ticket, 30, "Les règles.", actor=world.claire, at=TUESDAY)
    console = f"/console/tickets/{ticket.number}/"
    shown = [(world.jean, f"/portail/incidents/{ticket.number}/"), (world.claire, console)]
    found = {}
    for person, address in shown:
        page = window(person, address)
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        page.goto(address)
        if address == console:
            page.get_by_text("Noter du temps passé").click()
            page.locator("#time_spent form").get_by_role("button").click()  # what is missing is said
            expect(page.get_by_text("Dites au client ce qui a été fait.")).to_be_visible()
        found[address] = violations(page)
        assert sideways(page) == 0, address

    assert {address: each for address, each in found.items() if each} == {}

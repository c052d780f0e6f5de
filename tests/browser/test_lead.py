"""In a real Chromium: a lead gives a ticket by key, a customer answers the question of a mail, a sheet is opened."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.narrow import sideways
from tests.wcag import violations
from tests.windows import Window
from tests.world import TUESDAY, World
from tickets.actions import closing, rating, replying
from tickets.models import Satisfaction, Ticket
from tickets.opinions import links

pytestmark = pytest.mark.usefixtures("on_tuesday")


def ended(world: World) -> Ticket:
    """Answered and closed on the Tuesday, on the row as it stands."""
    ticket = world.ticket()
    replying.reply(ticket, world.words(world.claire), at=TUESDAY)
    return closing.close(ticket, actor=world.claire, at=TUESDAY)


def test_a_ticket_is_given_by_keys_alone(transactional_world: World, window: Window) -> None:
    world = transactional_world
    ticket = world.ticket()
    page = window(world.hugo, "/console/pilotage/")

    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.type("Claire")
    page.keyboard.press("Enter")

    expect(page.get_by_text(f"{ticket.number} est affecté à Claire Martin.")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.assignee == world.claire


def test_a_click_in_the_mail_and_one_on_the_page_give_the_opinion(
    transactional_world: World, page: Page
) -> None:  # CH-V.2
    world = transactional_world
    address = links.url(ended(world), world.jean, 3)

    page.goto(address[address.index("/avis/") :])
    assert not Satisfaction.objects.exists()
    assert violations(page) == [] and sideways(page) <= 0
    page.get_by_label("Un mot de plus").fill("Rapide et clair.")
    page.get_by_role("button", name="Envoyer mon avis").click()

    expect(page.get_by_text("Merci : votre avis est noté.")).to_be_visible()
    row = Satisfaction.objects.get()
    assert (row.mark, row.comment) == (3, "Rapide et clair.")


@pytest.mark.parametrize("sheet", ["reponses", "activite", "satisfaction"])
def test_a_sheet_with_its_numbers_open_violates_nothing(
    transactional_world: World, window: Window, sheet: str
) -> None:
    world = transactional_world
    rating.rate(ended(world), 1, "Long.", actor=world.jean, at=TUESDAY)
    page = window(world.hugo, f"/console/tableaux/?feuille={sheet}")

    page.locator("summary", has_text="Les chiffres").first.click()

    expect(page.get_by_role("link", name="CSV").first).to_be_visible()
    assert violations(page) == [] and sideways(page) <= 0

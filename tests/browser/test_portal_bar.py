"""The bar of the portal for who lives by another clock, and what is left in the browser once one has logged out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.tickets.portal.walking import log_in
from tests.world import World

pytestmark = pytest.mark.usefixtures("on_tuesday")


def _height(page: Page) -> float:
    box = page.locator(".topbar").bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_second_clock_makes_the_bar_no_higher(
    page: Page, transactional_world: World, language: str
) -> None:
    heights = {}
    log_in(page, transactional_world.jean)
    for zone in ("Europe/Paris", "America/Martinique"):
        User.objects.filter(pk=transactional_world.jean.pk).update(time_zone=zone, language=language)
        for width in (1280, 1000):
            page.set_viewport_size({"width": width, "height": 600})
            page.goto("/portail/")
            heights[zone, width] = _height(page)

    expect(page.locator(".topbar .opening")).to_contain_text("(")
    assert heights["America/Martinique", 1280] == heights["Europe/Paris", 1280]
    assert heights["America/Martinique", 1000] == heights["Europe/Paris", 1000]


def test_going_back_after_logging_out_shows_nothing_private(page: Page, transactional_world: World) -> None:
    world = transactional_world
    ticket = world.ticket(subject="Tunnel vers Lille")
    log_in(page, world.jean)
    page.goto(f"/portail/incidents/{ticket.number}/")
    page.get_by_role("button", name="Menu de").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_label("Mot de passe")).to_be_visible()

    page.go_back()

    expect(page).to_have_url(re.compile("/login/"))
    expect(page.get_by_text("Tunnel vers Lille")).to_have_count(0)

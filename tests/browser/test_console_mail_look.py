"""Where the words about mail stand in a real Chromium: beside what may be clicked, and over nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import FloatRect, Page

from outbound_mail import failing
from tests.browser.test_console_merging import log_in
from tests.inbound_mail.mails import arrive, raw_mail
from tests.world import TUESDAY, World

WIDTHS = (1440, 390)
# Room that a search field keeps for the cross that empties it, in pixels.
CROSS = 24


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY + timedelta(minutes=30), tick=True):
        yield


def box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_said_of_mail_stands_clear_of_the_buttons_above(
    page: Page, transactional_world: World, width: int
) -> None:
    ticket = transactional_world.ticket()
    failing.returned(ticket.requester_address, permanent=True, status="5.1.1", why="unknown", at=TUESDAY)
    arrive(raw_mail("stranger@elsewhere.example", f"RE: [{ticket.number}] Panne"))
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, transactional_world.claire, f"/console/tickets/{ticket.number}/")

    header, said, rule = box(page, "main header"), box(page, "header + .flashes"), box(page, "main hr")
    assert said["y"] - (header["y"] + header["height"]) >= 8
    assert rule["y"] - (said["y"] + said["height"]) >= 8


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bar_under_the_mails_chosen_lets_no_row_show_through(
    page: Page, transactional_world: World, width: int
) -> None:
    for number in range(30):
        arrive(raw_mail(f"stranger{number}@elsewhere.example", f"Bonjour {number}"))
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, transactional_world.claire, "/console/courrier/?etat=a-decider")

    bar, words = box(page, ".mails-several"), box(page, ".mails-several legend")
    assert bar["y"] < words["y"] and words["y"] + words["height"] <= bar["y"] + bar["height"]


@pytest.mark.parametrize("width", WIDTHS)
def test_what_may_be_searched_is_read_whole_in_the_empty_field(
    page: Page, transactional_world: World, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, transactional_world.claire, "/console/courrier/")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    room = page.locator("#search").evaluate(
        """field => { const style = getComputedStyle(field), pen = document.createElement("canvas").getContext("2d");
        pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        return field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
            - pen.measureText(field.placeholder).width; }"""
    )
    assert room >= CROSS

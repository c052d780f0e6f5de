"""Swagger UI under our content policy, in a real Chromium: it shows the document, and tries an operation for real."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.narrow import sideways
from tests.windows import Window
from tests.world import World


def test_an_operation_is_tried_in_the_session_of_its_reader(
    window: Window, transactional_world: World
) -> None:
    page = window(transactional_world.jean, "/api/v1/docs/")
    complaints = _complaints(page)
    page.get_by_role("link", name="deadlines").click()
    operation = page.locator("#operations-deadlines-deadlines_ask")
    operation.get_by_role("button").first.click()

    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    answer = operation.locator(".live-responses-table")
    expect(answer).to_contain_text("200")
    expect(answer).to_contain_text("14h37 = reçu 11h07")
    assert complaints == []


def test_it_fits_a_phone(window: Window, transactional_world: World) -> None:
    page = window(transactional_world.jean, "/api/v1/docs/")
    expect(page.get_by_role("heading", name="deadlines")).to_be_visible()

    assert sideways(page) == 0


def _complaints(page: Page) -> list[str]:
    """What the browser says against the page, the content policy's refusals among it, from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.reload()
    return found

"""Calendar feeds in a browser: made and revoked by keyboard; the page is for everybody (WCAG 2.2 AA)."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.narrow import sideways
from tests.wcag import violations
from tests.windows import Window
from tests.world import World
from tickets.models import CalendarFeed

PAGE = "/programmes/agenda/"


def _make(page: Page) -> None:
    """Without a mouse."""
    page.get_by_label("Nom").fill("Outlook du bureau")
    page.get_by_label("Mes sessions à distance convenues").press("Space")
    page.get_by_role("button", name="Créer l’agenda").press("Enter")
    page.get_by_role("heading", name="L’adresse de").wait_for()


def test_a_feed_is_made_read_and_revoked_by_keyboard(transactional_world: World, window: Window) -> None:
    page = window(transactional_world.jean, PAGE)
    _make(page)
    secret = page.locator("code.secret").inner_text().rsplit("/", 1)[1]
    read = page.request.get(page.url.replace(PAGE, f"/agenda/{secret}"))
    page.get_by_role("button", name="Révoquer : Outlook du bureau").press("Enter")
    page.get_by_text("n’ouvre plus rien").wait_for()

    assert (read.status, read.text().splitlines()[0]) == (200, "BEGIN:VCALENDAR")
    assert page.get_by_text("Aucun agenda").is_visible()
    assert CalendarFeed.objects.get().with_sessions is False
    assert page.request.get(read.url).status == 404


def test_its_address_is_told_to_no_other_place(transactional_world: World, window: Window) -> None:
    page, asked = window(transactional_world.jean, PAGE), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    _make(page)

    assert asked and not any("/agenda/" in url.replace(PAGE, "/") for url in asked)


def test_the_page_is_for_everybody_and_for_a_narrow_phone(transactional_world: World, window: Window) -> None:
    page = window(transactional_world.jean, PAGE)
    empty = violations(page)
    _make(page)
    made = violations(page)

    assert (empty, made) == ([], [])
    assert sideways(page) <= 0

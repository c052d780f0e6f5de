"""Webhooks in a browser: subscribed to, tried and read by keyboard; every page for everybody (WCAG 2.2 AA)."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.narrow import sideways
from tests.wcag import violations
from tests.webhooks.conftest import told
from tests.webhooks.receiving import Receiver
from tests.windows import Window
from tests.world import World
from webhooks import delivering
from webhooks.models import Delivery, Subscription

__all__ = ["told"]  # a fixture


def _pages(row: Subscription) -> list[str]:
    own = row.get_absolute_url()
    delivery = Delivery.objects.earliest("pk")
    return [
        "/programmes/webhooks/",
        own,
        f"{own}modification/",
        f"{own}suppression/",
        f"{own}livraisons/{delivery.pk}/",
    ]


def _subscribe(page: Page, url: str, name: str = "Supervision") -> None:
    """Without a mouse."""
    page.get_by_role("link", name="Nouveau webhook").press("Enter")
    page.get_by_label("Nom").fill(name)
    page.get_by_label("Adresse").fill(url)
    page.get_by_label("une demande est ouverte").press("Space")
    page.get_by_role("button", name="Enregistrer").press("Enter")


def test_a_webhook_is_made_tried_and_read_by_keyboard(
    transactional_world: World, told: Receiver, window: Window
) -> None:
    told.answer = "reçu".encode()
    page = window(transactional_world.jean, "/programmes/webhooks/")
    assert page.get_by_text("Aucun webhook pour l’instant").is_visible()
    _subscribe(page, told.url)
    page.get_by_role("button", name="Montrer le secret").press("Enter")
    assert page.locator("#secret").inner_text() == Subscription.objects.get().secret
    page.get_by_role("button", name="Envoyer un essai").press("Enter")
    page.wait_for_url("**/livraisons/*/")
    delivering.send_due(Delivery.objects.get().next_at)
    page.reload()

    assert page.get_by_text("reçu", exact=True).is_visible()
    assert page.get_by_role("heading", name="HTTP 200").is_visible()


def test_the_pages_are_for_everybody_and_for_a_narrow_phone(
    transactional_world: World, told: Receiver, window: Window
) -> None:
    told.status, told.answer = 500, b"x" * 400
    page = window(transactional_world.jean, "/programmes/webhooks/")
    _subscribe(page, f"{told.url}?from={'b' * 200}", "a" * 100)
    page.get_by_role("button", name="Envoyer un essai").press("Enter")
    page.wait_for_url("**/livraisons/*/")
    delivering.send_due(Delivery.objects.get().next_at)
    found: dict[str, list[str]] = {}
    for address in _pages(Subscription.objects.get()):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        found[address] = violations(page)
        if sideways(page) > 0:
            found[address].append("sticks out of 320 px")

    assert {address: faults for address, faults in found.items() if faults} == {}

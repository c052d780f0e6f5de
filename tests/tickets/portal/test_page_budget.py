"""What each page of the portal may cost: queries, and bytes over the wire with all that it loads."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.portal import ROUTES
from tests.knowledge.writing import note
from tests.weighing import weight
from tests.world import STORMSHIELD, World
from tickets.portal import urls

MOST_QUERIES, MOST_BYTES = 12, 150_000
# What is no page: it answers a page that is open, or is saved as a file.
_NO_PAGES = {"news", "serials", "credit_csv", "credit_pdf", "tickets_csv", "tickets_xlsx"}


def _addresses(world: World) -> dict[str, str]:
    """The address of each page, with something to show."""
    held = world.ticket(world.paul, serial=STORMSHIELD)
    own = world.ticket(severity=2).number
    arguments = {
        "ticket": [own],
        "contract": ["EX-2024-0117"],
        "note": [note(world, "FortiGate 100F").slug],
        "escalation": [held.number],
        "people_removal": [str(world.lea.pk)],
        "followers": [own],
        "severity": [own],
        "session": [own],
    }
    return {
        str(route.name): reverse(f"portal:{route.name}", args=arguments.get(str(route.name), []))
        for route in urls.urlpatterns
        if ROUTES[f"portal:{route.name}"].method == "get" and route.name not in _NO_PAGES
    }


def test_no_page_asks_more_than_twelve_queries(client: Client, world: World) -> None:
    client.force_login(world.jean)
    asked = {}
    for name, address in _addresses(world).items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked[name] = len(queries)

    assert {name: count for name, count in asked.items() if count > MOST_QUERIES} == {}


def test_no_page_weighs_more_than_150_kb(client: Client, world: World) -> None:
    client.force_login(world.jean)
    weights = {
        name: weight(client.get(address, follow=True).content.decode())
        for name, address in _addresses(world).items()
    }

    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}

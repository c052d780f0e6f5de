"""What each page of the console may cost: queries, and bytes over the wire with all that it loads."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.pages import console_pages
from tests.access.things import things_of
from tests.weighing import weight
from tests.world import World

# Session and person included. The scripts of a page come once and are kept by the browser.
MOST_QUERIES, MOST_BYTES = 15, 200_000


@pytest.fixture
def pages(world: World, settings: Any) -> dict[str, str]:
    return console_pages(things_of(world, settings), world.hugo)


def test_no_page_asks_more_than_fifteen_queries(client: Client, world: World, pages: dict[str, str]) -> None:
    client.force_login(world.hugo)
    asked = {}
    for name, address in pages.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked[name] = len(queries)

    assert {name: count for name, count in asked.items() if count > MOST_QUERIES} == {}


def test_no_page_weighs_more_than_200_kb(client: Client, world: World, pages: dict[str, str]) -> None:
    client.force_login(world.hugo)
    weights = {name: weight(client.get(address).content.decode()) for name, address in pages.items()}

    assert {name: bytes_ for name, bytes_ in weights.items() if bytes_ > MOST_BYTES} == {}

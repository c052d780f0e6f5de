"""Lists: a cursor that no list gave is refused, whatever it holds."""

from __future__ import annotations

from base64 import b64encode

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize("named", ["calendars", "contracts", "devices"])
def test_a_cursor_that_names_what_no_database_keeps_is_refused(
    world: World, client: Client, named: str
) -> None:
    client.force_login(world.jean)
    cursor = b64encode(b"p=a%00b").decode()

    answer = client.get(f"/api/v1/{named}/", {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")

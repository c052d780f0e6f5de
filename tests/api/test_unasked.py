"""What an address does not take is refused by its name, in the query string too."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.tickets.api.asking import refused_fields
from tests.world import FORTIGATE, World
from tickets.models import Ticket


@pytest.fixture
def jean(world: World, client: Client) -> Client:
    client.force_login(world.jean)
    return client


@pytest.mark.parametrize(
    "address",
    ["me/", f"devices/{FORTIGATE}/", "contracts/EX-2024-0117/", "calendars/?at=2026-10-13T11:00:00+02:00"],
)
def test_a_read_that_takes_no_such_field_names_it(jean: Client, address: str) -> None:
    joined = "&" if "?" in address else "?"

    answer = jean.get(f"/api/v1/{address}{joined}fields=number")

    assert refused_fields(answer)["fields"] == "unknown_field"


def test_a_write_is_not_done_when_its_address_says_what_it_does_not_take(jean: Client) -> None:
    body = {"serial": FORTIGATE, "severity": 2, "subject": "Essai", "body": "Pour voir."}

    answer = jean.post("/api/v1/tickets/?dry_run=true", body, content_type="application/json")

    assert refused_fields(answer) == {"dry_run": "unknown_field"}
    assert not Ticket.objects.exists()

"""How the tests of the centre's addresses ask them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tickets.models import Ticket


def ask(client: Client, ticket: Ticket, what: str, body: Any, method: str = "POST", **headers: str) -> Any:
    """`body` as JSON to an address of `ticket`."""
    address = f"/api/v1/tickets/{ticket.number}/{what}/"
    send = client.patch if method == "PATCH" else client.post
    return send(address, body, content_type="application/json", headers=headers)


def events(ticket: Ticket) -> list[str]:
    """What happened to it, oldest first."""
    return list(ticket.events.values_list("kind", flat=True))


def tag(client: Client, ticket: Ticket) -> str:
    """How the ticket stands, as its reader may name it."""
    return str(client.get(f"/api/v1/tickets/{ticket.number}/")["ETag"])


def wrong(answer: Any) -> list[tuple[str, str]]:
    """The fields that a 422 names, each with its code."""
    assert answer.status_code == 422, answer.content
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]

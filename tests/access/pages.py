"""The whole pages of the console among its routes, for the tests that look at each of them."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.access import console, mail
from tests.access.routes import ROLES

# What is asked for by a page that is open, or stands in a frame of it, looks like a page of another shell, or none.
_SHELL = b'class="console"'


def console_pages(things: dict[str, str], reader: User, role: str = "hugo") -> dict[str, str]:
    """The address of each page of the console that `role` may open, by its route; a new route is one more by itself."""
    client, place = Client(), ROLES.index(role)
    client.force_login(reader)
    found = {}
    for name, route in {**console.ROUTES, **mail.ROUTES}.items():
        if route.method == "get" and route.statuses[place] == 200:
            address = reverse(name, args=[things.get(argument, argument) for argument in route.args])
            answer = client.get(address)
            if answer.status_code == 200 and not answer.streaming and _SHELL in answer.content:
                found[name] = address
    assert found
    return found

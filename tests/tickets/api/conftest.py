"""People who ask the API by their session, at 12h07 on the Tuesday."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.world import TUESDAY

As = Callable[[User], Client]


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    """12:07 on the Tuesday: 0h23 before lunch, 1h00 of the two hours promised is gone."""
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def as_() -> As:
    """A client of its own for each person, so that one test can ask as several."""

    def login(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return login

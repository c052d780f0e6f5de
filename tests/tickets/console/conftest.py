"""Everything in these tests happens on the Tuesday of tests/world.py, an hour after its tickets arrive."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.world import TUESDAY


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    """12:07 on the Tuesday: an hour after the world's tickets reach the centre."""
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    """A client that is logged in as somebody."""

    def login(person: User) -> Client:
        client.force_login(person)
        return client

    return login

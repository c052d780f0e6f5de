"""Everything in these tests happens on the Tuesday of tests/world.py."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.world import TUESDAY


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=True):
        yield


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    """A client that is logged in as somebody."""

    def login(person: User) -> Client:
        client.force_login(person)
        return client

    return login

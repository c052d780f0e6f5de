"""Who asks, and what the body of a contract is when a test says only what matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.world import TUESDAY

As = Callable[[User], Client]


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    """12:07 on the Tuesday."""
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def as_(client: Client) -> As:
    def login(person: User) -> Client:
        client.force_login(person)
        return client

    return login


def read(client: Client, address: str, **asked: Any) -> Any:
    """What an address under /api/v1/ answers, 200."""
    answer = client.get(f"/api/v1/{address}", asked)
    assert answer.status_code == 200, answer.json()
    return answer.json()

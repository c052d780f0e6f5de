"""People who fill in forms, logged in."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    """A client that is logged in as somebody."""

    def login(person: User) -> Client:
        client.force_login(person)
        return client

    return login

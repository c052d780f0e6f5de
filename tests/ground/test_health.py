"""The two health pages, with the real servers there and gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def database_gone(open_folder: Path) -> Iterator[None]:
    """The connection of this test leads to a socket that nobody serves."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    served, options["host"] = options["host"], str(open_folder)
    yield
    options["host"] = served


def test_ready_when_both_servers_answer(client: Client) -> None:
    answer = client.get("/health/ready/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "redis": "ok"})


def test_without_redis_it_is_not_ready_and_says_so(
    client: Client, settings: Settings, open_folder: Path
) -> None:
    settings.REDIS_URL = f"unix://{open_folder}/nobody.sock"
    answer = client.get("/health/ready/")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "ok", "redis": "unreachable"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_gone")
def test_without_the_database_it_is_not_ready_and_says_so(client: Client) -> None:
    answer = client.get("/health/ready/")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "unreachable", "redis": "ok"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_gone")
def test_alive_without_the_database(client: Client) -> None:
    assert client.get("/health/live/").json() == {"status": "ok"}


def test_a_health_page_is_never_cached(client: Client) -> None:
    assert "no-store" in client.get("/health/ready/").headers["Cache-Control"]


def test_a_health_page_takes_no_post(client: Client) -> None:
    assert client.post("/health/live/").status_code == 405

"""What tests/conftest.py promises to every test."""

import os
import socket
import urllib.request
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cst.embedded import layout
from tests.conftest import NetworkBlockedError


def test_an_address_outside_the_machine_is_refused_before_a_packet_leaves() -> None:
    with socket.socket() as outside, pytest.raises(NetworkBlockedError):
        outside.connect(("192.0.2.1", 80))


def test_a_name_outside_the_machine_is_not_even_looked_up() -> None:
    with pytest.raises(NetworkBlockedError):
        urllib.request.urlopen("http://support.exer.fr/", timeout=1)


@pytest.mark.django_db
def test_the_database_is_this_run_s_own() -> None:
    ours = Path(os.environ["CST_TEST_DIR"])
    with connection.cursor() as cursor:
        cursor.execute("SHOW unix_socket_directories")
        assert cursor.fetchone() == (str(layout.postgres_socket_dir(ours)),)


def test_the_cache_is_the_real_one() -> None:
    cache.set("surroundings", "kept", 5)
    assert cache.get("surroundings") == "kept"


def test_the_browser_speaks_with_the_live_server(page: Page, live_server: LiveServer) -> None:
    page.goto("/health/ready/")
    assert page.url.startswith(live_server.url)
    expect(page.locator("body")).to_contain_text('"status": "ok"')

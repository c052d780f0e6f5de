"""Several people at once in Chromium, each in a window of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cst.demo.cast import PASSWORD
from tests.world import TUESDAY

Window = Callable[[User, str], Page]


@pytest.fixture
def on_tuesday() -> Iterator[None]:
    """The clock of the server begins on the world's Tuesday, and goes on."""
    with time_machine.travel(TUESDAY, tick=True):
        yield


@pytest.fixture
def window(browser: Browser, transactional_db: None, live_server: LiveServer) -> Iterator[Window]:
    """Opens a window of somebody who has logged in, at an address; closed before the tables are emptied."""
    opened = []

    def open_(person: User, address: str) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris")
        opened.append(context)
        page = context.new_page()
        page.goto(f"/accounts/login/?next={address}")
        page.get_by_label("Adresse e-mail").fill(person.email)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield open_
    for context in opened:
        context.close()

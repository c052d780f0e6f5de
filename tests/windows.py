"""Windows of Chromium on the live server: one for a test, or one for each of several people at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cst.demo.cast import PASSWORD
from tests.world import TUESDAY

Window = Callable[[User, str], Page]


class UnderWay:
    """How many requests the servers of this process are answering, counted from its making on."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()
        request_started.connect(self._started)
        request_finished.connect(self._finished)

    def _started(self, **_signal: object) -> None:
        with self._changed:
            self._count += 1

    def _finished(self, **_signal: object) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def ends_within(self, seconds: float) -> bool:
        """Whether nothing is under way any more, waited for that long at most."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count <= 0, seconds)


@pytest.fixture
def on_tuesday() -> Iterator[None]:
    """The clock of the server begins on the world's Tuesday, and goes on."""
    with time_machine.travel(TUESDAY, tick=True):
        yield


@pytest.fixture
def answered(transactional_db: None) -> Iterator[None]:
    """What windows asked for is answered before the tables are emptied: one would wait for the other for ever.

    A window is closed first, and its last requests (pages ask by themselves) may still be under way.
    """
    under_way = UnderWay()
    yield
    assert under_way.ends_within(20), "a request was still under way 20 s after its window was closed"


@pytest.fixture
def page(browser: Browser, answered: None, live_server: LiveServer) -> Iterator[Page]:
    """A fresh window on the live server, in French, at a desktop's size; relative addresses work in `goto`."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def window(browser: Browser, answered: None, live_server: LiveServer) -> Iterator[Window]:
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

"""Receivers on loopback, and our settings letting us call them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.webhooks.receiving import Receiver


def running(server: Receiver) -> Iterator[Receiver]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def told(settings: Settings) -> Iterator[Receiver]:
    """Somebody who listens on http://localhost."""
    settings.WEBHOOKS_TO_LOOPBACK = True
    yield from running(Receiver())


@pytest.fixture
def elsewhere() -> Iterator[Receiver]:
    """Somebody whom nobody subscribed."""
    yield from running(Receiver())

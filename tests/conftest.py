"""What every test stands on: real PostgreSQL and Valkey for this run alone, no network, a real browser."""

import ipaddress
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from cst.demo import cast
from cst.embedded import locks, sharing
from cst.embedded.keeper import lock_path
from cst.embedded.sharing import SharedServer
from cst.settings_test import TEST_DIR_PREFIX
from tests.clamd import clamd, clamd_away, clamd_server
from tests.dovecot import dovecot, dovecot_home, dovecot_server
from tests.smtp import receiver
from tests.windows import answered, on_tuesday, page, window
from tests.world import TUESDAY, transactional_world, world

CHROMIUM_FLAGS = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
_servers: list[SharedServer] = []

__all__ = [
    "answered",
    "clamd",
    "clamd_away",
    "clamd_server",
    "dovecot",
    "dovecot_home",
    "dovecot_server",
    "on_tuesday",
    "page",
    "receiver",
    "transactional_world",
    "window",
    "world",
]  # fixtures for every test


class NetworkBlockedError(RuntimeError):
    """A test tried to leave the machine."""


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_refuse_network)
    if hasattr(config, "workerinput"):  # the process that started this one started the servers too
        return
    _remove_former_runs()
    var_dir = Path(os.environ["CST_TEST_DIR"])
    _servers.extend(SharedServer(kind, var_dir, throwaway=True) for kind in ("postgres", "valkey"))
    sharing.join(_servers)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _servers:
        sharing.leave(_servers)
        shutil.rmtree(os.environ["CST_TEST_DIR"], ignore_errors=True)


def _remove_former_runs() -> None:
    """Remove the directories of runs that were killed: nobody holds their locks any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{TEST_DIR_PREFIX}*"):
        old = (
            time.time() - folder.stat().st_mtime > 3600
        )  # one that was made a moment ago may have no lock yet
        if (
            folder.stat().st_uid == os.geteuid()
            and old
            and not locks.is_held(lock_path(folder, "postgres", "users"))
        ):
            shutil.rmtree(folder, ignore_errors=True)


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a unix socket's address is no tuple
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if isinstance(host, str) and not _is_loopback(host):
        raise NetworkBlockedError(f"tests stay on this machine: {event} {host}")


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost", "0.0.0.0", "::"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The cast, once for the session: every test that is rolled back finds it there (tests/world.py)."""
    with django_db_blocker.unblock():
        cast.load(TUESDAY)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium; `make test` installs it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "no chromium: make test installs it, or CHROMIUM names one"
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the session; use `page`, or a new context of it for a second person."""
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's synchronous API keeps an event loop in this thread, which Django takes for asynchronous code;
        # it is not: the tests and the ORM calls in them run one after the other.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()

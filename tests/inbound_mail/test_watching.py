"""The server says that mail came, and it is fetched at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from cst.embedded.sharing import ROOT
from inbound_mail import fetching, watching
from inbound_mail.models import InboundMail
from inbound_mail.sources.imap import Folder
from tests.dovecot import Dovecot
from tests.inbound_mail.mails import raw_mail
from tests.inbound_mail.test_fetching import mailbox

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_SECONDS = 20.0


def _until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


def test_mail_is_fetched_as_soon_as_the_server_says_so(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = threading.Event()
    real = Folder.wait

    def wait(folder: Folder, seconds: float, is_over: Callable[[], bool]) -> None:
        waits.set()
        real(folder, seconds, is_over)

    monkeypatch.setattr(Folder, "wait", wait)
    # Only what the server says can bring the mail in within the time of this test.
    monkeypatch.setattr(watching, "POLL_SECONDS", 600.0)
    row, over = mailbox(dovecot, begins_at=timezone.now() - timedelta(days=1)), threading.Event()
    arguments = [row.pk, timezone.now, over.is_set]
    thread = threading.Thread(target=watching.watch, args=arguments, daemon=True)
    thread.start()
    try:
        assert waits.wait(WAIT_SECONDS)
        dovecot.deliver("support", raw_mail())
        _until(InboundMail.objects.exists)
    finally:
        over.set()
        thread.join(WAIT_SECONDS)

    assert not thread.is_alive()
    assert InboundMail.objects.count() == 1


def test_mail_that_comes_between_a_fetch_and_the_wait_is_fetched_without_a_word_of_the_server(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = mailbox(dovecot, begins_at=timezone.now() - timedelta(days=1))
    real, waits, fetches = fetching.fetch, list[float](), list[int]()

    def fetch(mailbox_id: int, clock: Callable[[], datetime]) -> int:
        fetches.append(real(mailbox_id, clock))
        if len(fetches) == 1:
            dovecot.deliver("support", raw_mail())
        return fetches[-1]

    monkeypatch.setattr(fetching, "fetch", fetch)
    monkeypatch.setattr(Folder, "wait", lambda _folder, seconds, _is_over: waits.append(seconds))
    watching.watch(row.pk, timezone.now, lambda: len(waits) > 0 or sum(fetches) > 0)

    assert (fetches, waits) == ([0, 1], [watching.IDLE_SECONDS])


def test_while_another_process_fetches_the_server_is_not_asked_again_and_again(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, over = mailbox(dovecot, begins_at=timezone.now() - timedelta(days=1)), threading.Event()
    dovecot.deliver("support", raw_mail())
    done = list[str]()

    def ends(what: str) -> Callable[..., None]:
        def end(*_args: object) -> None:
            done.append(what)
            over.set()

        return end

    monkeypatch.setattr(watching, "_pause", ends("paused"))
    monkeypatch.setattr(watching, "_wait_for_news", ends("asked the server"))
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [fetching._LOCK, row.pk])
        watching.watch(row.pk, timezone.now, over.is_set)
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()

    assert done == ["paused"]


def test_the_command_watches_until_it_is_told_to_end(dovecot: Dovecot) -> None:
    mailbox(dovecot, begins_at=timezone.now() - timedelta(days=1))
    with _command(dovecot) as command:
        dovecot.deliver("support", raw_mail())
        _until(InboundMail.objects.exists)
        command.send_signal(signal.SIGTERM)

        assert command.wait(WAIT_SECONDS) == 0


def test_the_command_ends_within_seconds_though_a_server_keeps_it_waiting(dovecot: Dovecot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes the connection, and never says a word
        mailbox(dovecot, port=mute.getsockname()[1])
        mute.settimeout(WAIT_SECONDS)
        with _command(dovecot) as command:
            caller, _address = mute.accept()
            told = time.monotonic()
            command.send_signal(signal.SIGTERM)
            code = command.wait(WAIT_SECONDS)
            took = time.monotonic() - told
        caller.close()

    assert code == 0
    assert took < 10


@contextmanager
def _command(dovecot: Dovecot) -> Iterator[subprocess.Popen[bytes]]:
    """`watch_mailboxes` on the database of this test, ended with the test whatever happens."""
    program = (
        "import django; django.setup(); from django.db import connections as c;"
        f" c['default'].settings_dict['NAME'] = {connection.settings_dict['NAME']!r};"
        " from django.core.management import call_command; call_command('watch_mailboxes')"
    )
    environment = {
        **os.environ,
        "IMAP_CA_FILE": str(dovecot.ca_file),
        "DJANGO_SETTINGS_MODULE": "cst.settings_test",
    }
    command = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment)
    try:
        yield command
    finally:
        command.kill()
        command.wait(WAIT_SECONDS)
        connections.close_all()

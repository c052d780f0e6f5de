"""Pulled out of the wall while mail comes in: the worker, Redis, PostgreSQL. Each mail becomes exactly one ticket."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from cst.embedded import layout, sharing
from cst.embedded.sharing import ROOT, SharedServer
from inbound_mail import fetching, processing
from inbound_mail.models import InboundMail
from tests.dovecot import PASSWORD, Dovecot
from tests.inbound_mail.mails import forget_connections, raw_mail
from tests.inbound_mail.test_fetching import mailbox
from tests.world import World
from tickets.models import Message, Ticket

MAILS, KILLS = 200, 100
WAIT_SECONDS = 90.0


def _work(rounds: int) -> None:
    """In the child: what the two tasks do, never through a connection that the parent opened and goes on holding."""
    for connection in connections.all(initialized_only=True):
        connection.connection = None
    for _ in range(rounds):
        fetching.fetch_all(timezone.now)
        processing.process_due(timezone.now)


def _seconds_a_round(fork: multiprocessing.context.ForkContext) -> float:
    """How long a worker takes here and now: a kill that always came before its work began would prove nothing."""
    started = time.monotonic()
    worker = fork.Process(target=_work, args=[1])
    worker.start()
    worker.join(WAIT_SECONDS)
    return time.monotonic() - started


def test_a_worker_killed_at_a_hundred_moments_loses_no_mail_and_takes_none_twice(
    dovecot: Dovecot, transactional_world: World
) -> None:
    mailbox(dovecot, begins_at=timezone.now() - timedelta(days=1))
    client, chance = dovecot.client("support"), random.Random(20261013)
    fork = multiprocessing.get_context("fork")
    for kill in range(KILLS):
        for number in range(MAILS // KILLS):
            client.append("INBOX", raw_mail(subject=f"Panne {kill}.{number}"))
        if kill % 25 == 0:
            whole_round = _seconds_a_round(fork)
        worker = fork.Process(target=_work, args=[sys.maxsize])
        worker.start()
        # Most of them as it begins; every fifth anywhere in its work, however slow the machine is.
        time.sleep(chance.uniform(0.01, 0.2) if kill % 5 else chance.uniform(0.3, 1.0) * whole_round)
        worker.kill()
        worker.join()
    client.logout()
    # Nobody waits a minute for the claim of a killed worker here.
    InboundMail.objects.filter(status="received").update(next_attempt_at=timezone.now())
    fetching.fetch_all(timezone.now)
    InboundMail.objects.filter(status="received").update(next_attempt_at=timezone.now())
    while processing.process_due(timezone.now):
        pass

    assert list(InboundMail.objects.values_list("status", flat=True)) == ["ticket"] * MAILS
    assert Ticket.objects.count() == Message.objects.count() == MAILS
    assert Ticket.objects.values("subject").distinct().count() == MAILS
    assert InboundMail.objects.filter(attempts__gt=1).exists()  # some were killed at work


def test_without_redis_mail_becomes_tickets_and_nothing_is_missing_when_it_is_back(
    dovecot: Dovecot, transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox(dovecot, begins_at=timezone.now() - timedelta(days=1))
    dovecot.deliver("support", *(raw_mail(subject=f"Panne {number}") for number in range(20)))
    with monkeypatch.context() as patch:
        patch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
        forget_connections()
        fetching.fetch_all(timezone.now)
        processing.process_due(timezone.now)
    forget_connections()
    fetching.fetch_all(timezone.now)

    assert list(InboundMail.objects.values_list("status", flat=True)) == ["ticket"] * 20
    assert Ticket.objects.count() == 20


def test_postgresql_restarted_and_killed_in_mid_batch_loses_no_mail_and_takes_none_twice(
    dovecot: Dovecot, servers_home: Path
) -> None:
    home = servers_home
    servers = [SharedServer(kind, home, throwaway=True) for kind in ("postgres", "valkey")]
    sharing.join(servers)
    environment = {**os.environ, "CST_TEST_DIR": str(home), "IMAP_CA_FILE": str(dovecot.ca_file)}
    environment["DJANGO_SETTINGS_MODULE"] = "cst.settings_test"
    environment.pop("PYTEST_XDIST_WORKER", None)
    try:
        _run(environment, "-c", _SET_UP, str(dovecot.port), PASSWORD)
        dovecot.deliver("support", *(raw_mail(subject=f"Panne {number}") for number in range(60)))
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.inbound_mail.worker"], cwd=ROOT, env=environment
        )
        try:
            for how_many, stop in ((10, signal.SIGINT), (25, signal.SIGKILL), (40, signal.SIGINT)):
                _wait_for(home, how_many)
                _restart_postgres(home, servers, stop)
            _wait_for(home, 60)
        finally:
            worker.terminate()
            worker.wait(20)
        counts = json.loads(_run(environment, "-c", _COUNT))
    finally:
        sharing.leave(servers)

    assert counts == {"mails": {"ticket": 60}, "tickets": 60, "messages": 60}


_SET_UP = """
import sys, django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from cst.demo import cast
from inbound_mail.models import Mailbox
call_command("migrate", verbosity=0)
cast.load(timezone.now())
box = Mailbox(name="support", address="support@exer.example", host="127.0.0.1", port=int(sys.argv[1]),
              username="support", begins_at=timezone.now() - timedelta(days=1))
box.secret = sys.argv[2]
box.save()
"""
_COUNT = """
import json, django; django.setup()
from collections import Counter
from inbound_mail.models import InboundMail
from tickets.models import Message, Ticket
statuses = Counter(InboundMail.objects.values_list("status", flat=True))
print(json.dumps({"mails": statuses, "tickets": Ticket.objects.count(), "messages": Message.objects.count()}))
"""


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _wait_for(home: Path, tickets: int) -> None:
    """Until that many tickets stand there; the claims of interrupted attempts are made due at once."""
    limit = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < limit:
        with psycopg.connect(layout.database_url(home), autocommit=True) as database:
            database.execute(
                "UPDATE inbound_mail_inboundmail SET next_attempt_at = now() WHERE status = 'received'"
            )
            [found] = database.execute("SELECT count(*) FROM tickets_ticket").fetchone() or [0]
        if found >= tickets:
            return
        time.sleep(0.02)
    raise AssertionError(f"{tickets} tickets were expected, {found} came")


def _restart_postgres(home: Path, servers: list[SharedServer], stop: signal.Signals) -> None:
    postgres = servers[0]
    if stop is signal.SIGKILL:
        pid = int((home / "postgres" / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, stop)
    postgres.leave()
    postgres.begin()
    postgres.finish()

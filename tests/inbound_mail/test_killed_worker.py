"""Workers killed with SIGKILL at any moment: every mail becomes exactly one ticket."""

from __future__ import annotations

import multiprocessing
import random
import time
from datetime import datetime, timedelta

from django.db import connections

from inbound_mail import processing
from inbound_mail.models import InboundMail
from outbound_mail.models import OutgoingMail
from tests.inbound_mail.mails import frozen, raw_mail, store
from tests.world import TUESDAY, World
from tickets.models import Message, Ticket

MAILS, KILLS = 30, 8


def _work(at: datetime) -> None:
    """In the child: process what waits, never through a connection that the parent opened and goes on holding."""
    for connection in connections.all(initialized_only=True):
        connection.connection = None
    processing.process_due(frozen(at))


def test_killed_workers_lose_nothing_and_open_nothing_twice(transactional_world: World) -> None:
    for number in range(MAILS):
        store(raw_mail(subject=f"Panne {number}", files=[("trace.log", b"x" * 5_000)]))
    chance, at = random.Random(20261013), TUESDAY
    fork = multiprocessing.get_context("fork")
    for _ in range(KILLS):
        worker = fork.Process(target=_work, args=[at])
        worker.start()
        time.sleep(chance.uniform(0.02, 0.2))
        worker.kill()
        worker.join()
        at += timedelta(minutes=2)
    at += timedelta(hours=1)
    processing.process_due(frozen(at))

    ends = InboundMail.objects.values_list("status", flat=True)
    assert list(ends) == ["ticket"] * MAILS
    assert Ticket.objects.count() == Message.objects.count() == MAILS
    assert OutgoingMail.objects.count() <= MAILS
    assert InboundMail.objects.filter(attempts__gt=1).exists()

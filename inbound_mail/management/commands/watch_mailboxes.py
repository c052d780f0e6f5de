"""`manage.py watch_mailboxes`: one thread a mailbox, each fetched as soon as its server says that mail came."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connections
from django.utils import timezone

from inbound_mail.models import Mailbox
from inbound_mail.watching import watch

log = logging.getLogger(__name__)

# How often new mailboxes, and threads that ended, are looked for.
ROUND_SECONDS = 30.0
# What the threads get to say goodbye to their servers. A fetch may be cut anywhere (fetching.py): nothing is lost.
GOODBYE_SECONDS = 3.0


class Command(BaseCommand):
    """Watch until SIGTERM or Ctrl-C, and end within a few seconds whatever a thread waits for."""

    help = "Relève chaque boîte aux lettres dès que son serveur annonce un mail (IDLE), jusqu’à ce qu’on l’arrête."

    def handle(self, *args: object, **options: Any) -> None:
        """Start a thread for each active mailbox, again when one ended."""
        over = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: _end(over))
        threads: dict[int, threading.Thread] = {}
        while not over.is_set():
            _start_missing(threads, over)
            over.wait(ROUND_SECONDS)
        limit = time.monotonic() + GOODBYE_SECONDS
        for thread in threads.values():
            thread.join(max(0.0, limit - time.monotonic()))


def _start_missing(threads: dict[int, threading.Thread], over: threading.Event) -> None:
    """A thread for each mailbox that has none at work; with the database away, in the next round."""
    try:
        fetched = list(Mailbox.objects.filter(active=True).exclude(host="").values_list("pk", flat=True))
    except Error:
        log.warning("The database does not answer; mailboxes are looked for in a moment.", exc_info=True)
        fetched = []
    finally:
        connections.close_all()
    for pk in fetched:
        if pk not in threads or not threads[pk].is_alive():
            # A daemon: the process does not wait for one that its server keeps waiting.
            threads[pk] = threading.Thread(target=_watch, args=[pk, over], name=f"mailbox-{pk}", daemon=True)
            threads[pk].start()


def _end(over: threading.Event) -> None:
    """Told to end: by itself in a moment, or without ceremony should even the main thread be held up."""
    over.set()
    last_resort = threading.Timer(2 * GOODBYE_SECONDS, os._exit, [0])
    last_resort.daemon = True
    last_resort.start()


def _watch(pk: int, over: threading.Event) -> None:
    try:
        watch(pk, timezone.now, over.is_set)
    except Exception:
        log.exception("The watch of mailbox %s ended; it begins again in a moment.", pk)
    finally:
        connections.close_all()

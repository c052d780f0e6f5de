"""`manage.py watch_mailboxes`: one thread a mailbox, each fetched as soon as its server says that mail came."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from inbound_mail.models import Mailbox
from inbound_mail.watching import watch

log = logging.getLogger(__name__)

# How often new mailboxes, and threads that ended, are looked for.
ROUND_SECONDS = 30.0


class Command(BaseCommand):
    """Watch until SIGTERM or Ctrl-C."""

    help = "Relève chaque boîte aux lettres dès que son serveur annonce un mail (IDLE), jusqu’à ce qu’on l’arrête."

    def handle(self, *args: object, **options: Any) -> None:
        """Start a thread for each active mailbox, again when one ended."""
        over = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: over.set())
        threads: dict[int, threading.Thread] = {}
        while not over.is_set():
            active = Mailbox.objects.filter(active=True).exclude(host="").values_list("pk", flat=True)
            for pk in active:
                if pk not in threads or not threads[pk].is_alive():
                    threads[pk] = threading.Thread(target=_watch, args=[pk, over], name=f"mailbox-{pk}")
                    threads[pk].start()
            connections.close_all()
            over.wait(ROUND_SECONDS)
        for thread in threads.values():
            thread.join()


def _watch(pk: int, over: threading.Event) -> None:
    try:
        watch(pk, timezone.now, over.is_set)
    except Exception:
        log.exception("The watch of mailbox %s ended; it begins again in a moment.", pk)
    finally:
        connections.close_all()

"""Watching a mailbox: fetched as soon as its server says that mail came (IDLE), else every half minute.

Needs neither broker nor beat: what it stores is processed by whichever worker looks next.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from django.db import connections

from inbound_mail import fetching
from inbound_mail.models import Mailbox
from inbound_mail.sources import imap

POLL_SECONDS = 30.0
# Servers end a wait after half an hour (RFC 2177), the firewalls on the way much sooner.
IDLE_SECONDS = 240.0
LOOK_SECONDS = 0.5


def watch(mailbox_id: int, clock: Callable[[], datetime], is_over: Callable[[], bool]) -> None:
    """Fetch and wait, one after the other, until `is_over`."""
    while not is_over():
        fetching.fetch(mailbox_id, clock)
        mailbox = Mailbox.objects.filter(pk=mailbox_id).first()
        is_taken_elsewhere = fetching.is_at_work(mailbox_id)
        connections.close_all()  # the wait is long, and holds no connection
        if mailbox is None:
            return
        if is_taken_elsewhere:  # what waits there is news to us each time we look, until that fetch is over
            _pause(is_over)
        else:
            _wait_for_news(mailbox, is_over)


def _wait_for_news(mailbox: Mailbox, is_over: Callable[[], bool]) -> None:
    if mailbox.failures or mailbox.begins_at is None or not mailbox.is_fetched:
        _pause(is_over)
        return
    try:
        with imap.opened(mailbox) as folder:
            if not folder.has_idle:
                _pause(is_over)
            elif not folder.uids_after(mailbox.last_uid):  # else it came between the fetch and the wait
                folder.wait(IDLE_SECONDS, is_over)
    except imap.ERRORS:  # the next fetch meets it again, and writes it down
        _pause(is_over)


def _pause(is_over: Callable[[], bool]) -> None:
    limit = time.monotonic() + POLL_SECONDS
    while time.monotonic() < limit and not is_over():
        time.sleep(LOOK_SECONDS)

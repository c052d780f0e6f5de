"""Fetching a mailbox: stored and committed first, told to the server then.

Killed anywhere, a fetch begins again where its mailbox's row stands; what was stored already is known by its place on
the server (UNIQUE mailbox, uidvalidity, uid), and a mail that got another number there by its content (identity.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from inbound_mail import intake
from inbound_mail.intake import Fetched
from inbound_mail.models import Mailbox
from inbound_mail.sources import imap
from inbound_mail.sources.imap import Folder, RemoteMail

log = logging.getLogger(__name__)

# The first number of the advisory lock that one fetch of a mailbox holds; the second is the mailbox's.
_LOCK = 0x4D41494C


def fetch(mailbox_id: int, clock: Callable[[], datetime]) -> int:
    """Store what is new in a mailbox; return how many mails. Another fetch of it at work leaves it alone.

    A mailbox that nobody has decided on yet is only looked at. Failures are written on its row, and never raised.
    """
    with _alone(mailbox_id) as free:
        mailbox = Mailbox.objects.filter(pk=mailbox_id).first() if free else None
        if mailbox is None or not mailbox.is_fetched:
            return 0
        try:
            with imap.opened(mailbox) as folder:
                taken = (
                    _look(mailbox, folder) if mailbox.begins_at is None else _take_new(mailbox, folder, clock)
                )
        except imap.ERRORS as error:
            _note_failure(mailbox, error, clock())
            return 0
        _note_success(mailbox, clock())
        return taken


def fetch_all(clock: Callable[[], datetime]) -> int:
    """Fetch every mailbox, one after the other; one that fails keeps no other from being read."""
    mailboxes = Mailbox.objects.filter(active=True).exclude(host="")
    return sum(fetch(pk, clock) for pk in mailboxes.order_by("pk").values_list("pk", flat=True))


@contextmanager
def _alone(mailbox_id: int) -> Iterator[bool]:
    """Whether nobody else fetches this mailbox; held by the connection, so that it ends with a killed process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, mailbox_id])
        [free] = cursor.fetchone()
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, mailbox_id])


def _look(mailbox: Mailbox, folder: Folder) -> int:
    """The first connection takes nothing: it tells how many mails are there, and since when."""
    arrivals = folder.arrivals(folder.uids_after(0))
    days = sorted(arrivals.values())
    look = {
        "count": len(days),
        "oldest": days[0].isoformat() if days else None,
        "newest": days[-1].isoformat() if days else None,
    }
    Mailbox.objects.filter(pk=mailbox.pk).update(look=look)
    return 0


def _take_new(mailbox: Mailbox, folder: Folder, clock: Callable[[], datetime]) -> int:
    if mailbox.uidvalidity != folder.uidvalidity:  # a new folder, or one whose server has numbered it anew
        mailbox.uidvalidity, mailbox.last_uid = folder.uidvalidity, 0
    taken, uids = 0, folder.uids_after(mailbox.last_uid)
    for place, uid in enumerate(uids):
        mail = folder.read(uid)
        if mail is not None and _counts(mailbox, mail):
            _store(mailbox, folder.uidvalidity, mail, clock())
            folder.take(uid)
            taken += 1
        _read_up_to(mailbox, uid, waiting=len(uids) - place - 1)
    return taken


def _counts(mailbox: Mailbox, mail: RemoteMail) -> bool:
    assert mailbox.begins_at is not None
    return mail.arrived_at >= mailbox.begins_at


def _store(mailbox: Mailbox, uidvalidity: int, mail: RemoteMail, at: datetime) -> None:
    intake.receive(
        mail.raw,
        source="imap",
        received_at=mail.arrived_at,
        at=at,
        fetched=Fetched(mailbox, uidvalidity, mail.uid),
        size=mail.size,
    )


def _read_up_to(mailbox: Mailbox, uid: int, *, waiting: int) -> None:
    mailbox.last_uid, mailbox.waiting = uid, waiting
    Mailbox.objects.filter(pk=mailbox.pk).update(
        uidvalidity=mailbox.uidvalidity, last_uid=uid, waiting=waiting
    )


def _note_failure(mailbox: Mailbox, error: Exception, at: datetime) -> None:
    log.warning("The mailbox %s cannot be read: %s", mailbox.name, error)
    Mailbox.objects.filter(pk=mailbox.pk).update(
        last_fetch_at=at,
        last_error=f"{type(error).__name__}: {error}"[:2000],
        failures=mailbox.failures + 1,
    )


def _note_success(mailbox: Mailbox, at: datetime) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(
        last_fetch_at=at, last_success_at=at, last_error="", failures=0
    )

"""Fetching a mailbox: stored and committed first, told to the server then.

Killed anywhere, a fetch begins again where its mailbox's row stands; what was stored already is known by its place on
the server (UNIQUE mailbox, uidvalidity, uid), and a mail that got another number there by its content (identity.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, connections
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from inbound_mail import intake
from inbound_mail.intake import Fetched
from inbound_mail.mailboxes import beginning, looking
from inbound_mail.models import InboundMail, Mailbox
from inbound_mail.sources import imap
from inbound_mail.sources.imap import NAMED_AT_ONCE, Arrival, Folder

log = logging.getLogger(__name__)


class UnreadableMail(IMAPClientError):  # type: ignore[misc]
    """A mail that the server itself cannot give; the others go on."""


class UntoldMail(IMAPClientError):  # type: ignore[misc]
    """A mail that is stored, and that the server does not mark or move; the others go on."""


# The first number of the advisory lock that one fetch of a mailbox holds; the second is the mailbox's.
_LOCK = 0x4D41494C
# How many mailboxes one round reads at once: each holds a connection to the database, of the eight of a process.
AT_ONCE = 4


def fetch(mailbox_id: int, clock: Callable[[], datetime], *, asked: bool = False) -> int:
    """Store what is new in a mailbox; return how many mails. Another fetch of it at work leaves it alone.

    A mailbox that nobody has decided on yet is only looked at. Failures are written on its row, and never raised; one
    that failed rests for a while, unless a person `asked`.
    """
    with _alone(mailbox_id) as free:
        mailbox = Mailbox.objects.filter(pk=mailbox_id).first() if free else None
        if mailbox is None or not mailbox.is_fetched or not (asked or mailbox.is_due(clock())):
            return 0
        undecided = mailbox.begins_at is None
        try:
            with imap.opened(mailbox, to_take=not undecided) as folder:
                taken = looking.look(mailbox, folder) if undecided else _take_new(mailbox, folder, clock)
        except imap.ERRORS as error:
            _note_failure(mailbox, error, clock())
            return 0
        _note_success(mailbox, clock())
        return taken


def fetch_all(clock: Callable[[], datetime]) -> int:
    """Fetch every mailbox, some at once; one that fails, or whose server is silent, keeps no other from being read."""
    mailboxes = Mailbox.objects.filter(active=True).exclude(host="")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        fetches = [threads.submit(_fetch_apart, pk, clock) for pk in mailboxes.values_list("pk", flat=True)]
    return sum(fetched.result() for fetched in fetches)


def _fetch_apart(mailbox_id: int, clock: Callable[[], datetime]) -> int:
    """Fetch in a thread of its own, with a connection of its own."""
    try:
        return fetch(mailbox_id, clock)
    finally:
        connections.close_all()


def is_at_work(mailbox_id: int) -> bool:
    """Whether somebody fetches this mailbox right now, in whichever process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [_LOCK, mailbox_id],
        )
        return cursor.fetchone() is not None


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


def _take_new(mailbox: Mailbox, folder: Folder, clock: Callable[[], datetime]) -> int:
    if mailbox.uidvalidity != folder.uidvalidity:  # a new folder, or one whose server has numbered it anew
        mailbox.uidvalidity, mailbox.last_uid = folder.uidvalidity, 0
    taken, failed, left = 0, list[IMAPClientError](), folder.uids_after(mailbox.last_uid)
    while left:
        batch, left = left[:NAMED_AT_ONCE], left[NAMED_AT_ONCE:]
        # The date is asked before the mail: years of mail from before the beginning are not read to be left alone.
        arrivals = folder.arrivals(batch)
        counting = sorted(
            uid for uid, arrival in arrivals.items() if beginning.counts(mailbox, uid, arrival.at)
        )
        stored = _stored(mailbox, folder, arrivals)
        for place, uid in enumerate(counting, start=1):
            if uid in stored or _take(mailbox, folder, uid, failed, clock):
                _tell(mailbox, folder, uid, failed)
                taken += 1
            if not failed:
                _read_up_to(mailbox, uid, waiting=len(counting) - place + len(left))
        if not failed:
            _read_up_to(mailbox, batch[-1], waiting=len(left))
    if failed:  # the next fetch begins before them; what came behind them is stored
        raise type(failed[0])(f"{failed[0]} ({len(failed)} in all)")
    return taken


def _take(
    mailbox: Mailbox, folder: Folder, uid: int, failed: list[IMAPClientError], clock: Callable[[], datetime]
) -> bool:
    """Store one mail; False when it is gone, or when the server itself cannot give it (then it `failed`)."""
    try:
        mail = folder.read(uid)
    except IMAPClientAbortError:  # the connection, not the mail
        raise
    except IMAPClientError as error:
        log.warning("Mail %s of %s cannot be read: %s", uid, mailbox.name, error)
        failed.append(UnreadableMail(f"mail {uid} of {mailbox.folder}"))
        return False
    if mail is None:
        return False
    intake.receive(
        mail.raw,
        source="imap",
        received_at=mail.arrived_at,
        at=clock(),
        fetched=Fetched(mailbox, folder.uidvalidity, uid),
        size=mail.size,
        is_history=beginning.is_history(mailbox, uid, mail.arrived_at),
    )
    return True


def _tell(mailbox: Mailbox, folder: Folder, uid: int, failed: list[IMAPClientError]) -> None:
    """Tell the server that a mail is stored: a folder that is full or closed to us keeps no other mail waiting."""
    try:
        folder.take(uid)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        log.warning("Mail %s of %s is stored, and cannot be marked or moved: %s", uid, mailbox.name, error)
        failed.append(UntoldMail(f"mail {uid} of {mailbox.folder}: {error}"))


def _stored(mailbox: Mailbox, folder: Folder, arrivals: Mapping[int, Arrival]) -> set[int]:
    """Of these mails, those that are ours already: a fetch died before it told the server, or one before them failed.

    Their numbers alone would not tell: another server behind the same name gives them out anew.
    """
    known = InboundMail.objects.filter(mailbox=mailbox, uidvalidity=folder.uidvalidity, uid__in=arrivals)
    places = known.order_by().values_list("uid", "received_at", "raw__size")
    return {uid for uid, at, size in places if uid is not None and arrivals[uid] == Arrival(at, size)}


def _read_up_to(mailbox: Mailbox, uid: int, *, waiting: int) -> None:
    mailbox.last_uid, mailbox.waiting = uid, waiting
    mailbox.in_place().update(uidvalidity=mailbox.uidvalidity, last_uid=uid, waiting=waiting)


def _note_failure(mailbox: Mailbox, error: Exception, at: datetime) -> None:
    log.warning("The mailbox %s cannot be read: %s", mailbox.name, error)
    mailbox.in_place().update(
        last_fetch_at=at,
        last_error=f"{type(error).__name__}: {error}"[:2000],
        failures=mailbox.failures + 1,
    )


def _note_success(mailbox: Mailbox, at: datetime) -> None:
    mailbox.in_place().update(last_fetch_at=at, last_success_at=at, last_error="", failures=0, waiting=0)

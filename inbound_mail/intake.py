"""Storing a mail before anything else is done with it.

Every source ends here. Once `receive` has returned the mail is committed, and only then may the source forget it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from accounts.sealing import encrypt
from inbound_mail.charsets import clean_line
from inbound_mail.models import InboundMail, Mailbox
from outbound_mail.waking import wake

# A file at the limit of 25 MB weighs 34 MB in a mail; what is larger is told to its sender, not loaded by the worker.
SIZE_LIMIT = 40 * 1024 * 1024
KEPT_OF_LARGER = 1024 * 1024
# An arrival before this is a broken clock or a broken mbox, not a date.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where a mail stood on an IMAP server; the three together name it for ever."""

    mailbox: Mailbox
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Posted:
    """How a provider that posts mail names a delivery; `mailbox` is the one it was for, where one of ours is named.

    `is_signed`: the name is part of a signature that is good for one mail.
    """

    delivery_id: str
    mailbox: Mailbox | None = None
    is_signed: bool = False


class Replayed(Exception):
    """A signature that brought one mail in brings other bytes: somebody overheard it."""


def receive(
    raw: bytes,
    *,
    source: str,
    received_at: datetime | None,
    at: datetime,
    fetched: Fetched | None = None,
    posted: Posted | None = None,
    wake: bool = True,
    size: int | None = None,
    is_history: bool = False,
) -> InboundMail:
    """Commit a mail as received, and tell a worker unless `wake` is False.

    `size` is that of the whole mail when `raw` is only its beginning. `received_at` is when our server took it (aware;
    None when nobody knows: then now), `at` is now. The same mail at the same place of the same server, and the same
    delivery of the same provider, give the row that they already have. Raises RuntimeError inside a transaction: what
    the caller could still roll back would not be stored; and `Replayed`.
    """
    with transaction.atomic(durable=True):
        values = {
            "source": clean_line(source, 500),
            "raw_id": _keep(raw, size or len(raw)),
            "received_at": _arrival(received_at, at),
            "stored_at": at,
            "next_attempt_at": at,
            "is_history": is_history,
        }
        mail = _store(values, fetched, posted)
        if wake:
            transaction.on_commit(wake_worker)
    return mail


def _arrival(received_at: datetime | None, at: datetime) -> datetime:
    """When the promise starts (CH-V.2): never in the future, whatever clock wrote it."""
    if received_at is None or not _EARLIEST <= received_at <= at:
        return at
    return received_at


def _store(values: dict[str, Any], fetched: Fetched | None, posted: Posted | None) -> InboundMail:
    """The row of this delivery; get_or_create reads again when another one of the same name wins."""
    if posted is not None:
        return _store_posted(values, posted)
    if fetched is None:
        return InboundMail.objects.create(**values)
    place = {"mailbox": fetched.mailbox, "uidvalidity": fetched.uidvalidity, "uid": fetched.uid}
    mail = InboundMail.objects.get_or_create(**place, defaults=values)[0]
    if mail.raw_id == values["raw_id"]:
        return mail
    # Other bytes under a number that was given out already: a server that breaks its word, or another server behind
    # the same name. Kept without a place; should it be the same mail written anew, its content tells (identity.py).
    return InboundMail.objects.create(**values, mailbox=fetched.mailbox)


def _store_posted(values: dict[str, Any], posted: Posted) -> InboundMail:
    name, others = clean_line(posted.delivery_id, 255), f":{values['raw_id']}"
    values = {**values, "mailbox": posted.mailbox}
    source = values.pop("source")
    mail = InboundMail.objects.get_or_create(source=source, delivery_id=name, defaults=values)[0]
    if mail.raw_id == values["raw_id"]:
        return mail
    if posted.is_signed:
        raise Replayed
    # Other bytes under a name that was given out already are another mail, stored beside it, and once as well.
    name = name[: 255 - len(others)] + others
    return InboundMail.objects.get_or_create(source=source, delivery_id=name, defaults=values)[0]


# Bytes that came before stay as they are, and what was purged is kept again: it is needed until it is known as a
# duplicate. Either way the row is locked, so that no purge comes between this and the row of the new delivery.
_KEEP = """
    INSERT INTO inbound_mail_rawmail AS known (sha256, sealed, size, kept, holds_backup)
    VALUES (%s, %s, %s, %s, false)
    ON CONFLICT (sha256) DO UPDATE SET purged_at = NULL,
        sealed = CASE WHEN known.purged_at IS NULL THEN known.sealed ELSE EXCLUDED.sealed END
"""


def _keep(raw: bytes, size: int) -> str:
    """Keep the bytes, encrypted, once; return their SHA-256: of what came, the beginning alone of what is too large."""
    digest = hashlib.sha256(raw).hexdigest()
    content = raw if size <= SIZE_LIMIT else raw[:KEPT_OF_LARGER]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [digest, encrypt(content), size, len(content)])
    return digest


def wake_worker() -> None:
    """Tell a worker that mail waits; should the broker be away, the sweep of the schedule finds it."""
    from inbound_mail.tasks import process_waiting

    wake(process_waiting, "incoming mail is")

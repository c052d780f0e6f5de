"""A mailbox over IMAP: what is there, one mail after the other, and what the server is told once a mail is stored.

Nothing here writes to our database: inbound_mail/fetching.py does, and decides when the server is told. Reading is by
PEEK; a mail is marked or moved only after that.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from imapclient import SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from inbound_mail.intake import KEPT_OF_LARGER, SIZE_LIMIT
from inbound_mail.models import Mailbox
from inbound_mail.sources import oauth

log = logging.getLogger(__name__)

# Seconds to be connected and greeted, and between two words of a server; a mail of 40 MB comes in many.
TIMEOUTS = SocketTimeout(connect=10, read=60)
# How many mails one command names: a line of a command has an end.
NAMED_AT_ONCE = 500
# What is read of the headers of a mail that is only looked at, in bytes.
HEADERS_READ = 64 * 1024
# How often a wait looks whether it is to end.
LOOK_SECONDS = 1.0
# What a connection may fail with: the network, the server's answers, the provider of tokens; letters that neither a
# name of DNS nor LOGIN can hold.
ERRORS = (OSError, IMAPClientError, oauth.NoToken, UnicodeError)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the server took a mail (aware), and how large it says that this is, in bytes."""

    at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class RemoteMail:
    """One mail as it stands on the server. `raw` holds the beginning alone when `size` is over the limit of intake."""

    uid: int
    size: int
    arrived_at: datetime
    raw: bytes


class Folder:
    """The selected folder of a mailbox."""

    def __init__(self, client: IMAPClient, uidvalidity: int, done_folder: str) -> None:
        self.uidvalidity = uidvalidity
        self._client = client
        self._done_folder = done_folder

    def uids_after(self, last: int) -> list[int]:
        """The mails that came after the one numbered `last`, oldest first."""
        # "8:*" names the last mail even when its number is under 8.
        return sorted(uid for uid in self._client.search(["UID", f"{last + 1}:*"]) if uid > last)

    def arrivals(self, uids: Sequence[int]) -> dict[int, Arrival]:
        """When the server took each of these mails, and its size; without those that were deleted meanwhile."""
        batches = (uids[start : start + NAMED_AT_ONCE] for start in range(0, len(uids), NAMED_AT_ONCE))
        return {
            uid: Arrival(_aware(values[b"INTERNALDATE"]), int(values[b"RFC822.SIZE"]))
            for batch in batches
            for uid, values in self._client.fetch(batch, ["INTERNALDATE", "RFC822.SIZE"]).items()
            if b"INTERNALDATE" in values
        }

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The headers of these few mails, the server told nothing."""
        found = self._client.fetch(uids, [f"BODY.PEEK[HEADER]<0.{HEADERS_READ}>"]) if uids else {}
        return {uid: _body(values, b"BODY[HEADER]") for uid, values in found.items()}

    def read(self, uid: int) -> RemoteMail | None:
        """One mail, its size asked first; None when it was deleted meanwhile."""
        values = self._client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
        if values is None:
            return None
        size = int(values[b"RFC822.SIZE"])
        part = f"<0.{KEPT_OF_LARGER}>" if size > SIZE_LIMIT else ""
        body = self._client.fetch([uid], [f"BODY.PEEK[]{part}"]).get(uid)
        if body is None:
            return None
        raw = _body(body, b"BODY[]")
        # Exchange only guesses at sizes: of a mail that was read whole, what came is its size.
        return RemoteMail(uid, size if part else len(raw), _aware(values[b"INTERNALDATE"]), raw)

    def take(self, uid: int) -> None:
        """Tell the server that this mail is ours: moved where taken mails go, or marked as read."""
        self._client.add_flags([uid], [SEEN], silent=True)
        if not self._done_folder:
            return
        if self._client.has_capability("MOVE"):
            self._client.move([uid], self._done_folder)
            return
        self._client.copy([uid], self._done_folder)
        self._client.delete_messages([uid], silent=True)
        if self._client.has_capability("UIDPLUS"):  # else EXPUNGE would take what others marked as well
            self._client.uid_expunge([uid])

    def wait(self, seconds: float, is_over: Callable[[], bool]) -> None:
        """Wait for news from the server (IDLE), `seconds` at most, or until `is_over`; it must have IDLE."""
        limit = time.monotonic() + seconds
        self._client.idle()
        try:
            while time.monotonic() < limit and not is_over():
                if self._client.idle_check(timeout=LOOK_SECONDS):
                    return
        finally:
            self._client.idle_done()

    @property
    def has_idle(self) -> bool:
        """Whether the server tells by itself that mail came."""
        return bool(self._client.has_capability("IDLE"))


@contextmanager
def opened(mailbox: Mailbox, *, to_take: bool = True) -> Iterator[Folder]:
    """Connect, log in and select; raises one of `ERRORS`. Not `to_take`: the server is told nothing."""
    context = ssl.create_default_context(cafile=settings.IMAP_CA_FILE or None)
    at_once = mailbox.security == Mailbox.Security.TLS
    client = IMAPClient(
        mailbox.host,
        port=mailbox.port,
        ssl=at_once,
        ssl_context=context if at_once else None,
        timeout=TIMEOUTS,
        use_uid=True,
    )
    try:
        client.normalise_times = False
        if not at_once:
            client.starttls(context)
        _log_in(client, mailbox)
        selected = client.select_folder(mailbox.folder, readonly=not to_take)
        if to_take and mailbox.done_folder:
            _create(client, mailbox.done_folder)
        yield Folder(client, int(selected[b"UIDVALIDITY"]), mailbox.done_folder)
    finally:
        with suppress(*ERRORS):
            client.logout()


def _create(client: IMAPClient, folder: str) -> None:
    """Have a folder for taken mails. Where the server grants none, each mail that cannot be moved there says so."""
    try:
        if not client.folder_exists(folder):
            client.create_folder(folder)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        log.warning("The folder %s cannot be created: %s", folder, error)


def _log_in(client: IMAPClient, mailbox: Mailbox) -> None:
    if mailbox.login == Mailbox.Login.OAUTH2:
        client.oauth2_login(mailbox.username, oauth.access_token(mailbox))
    elif client.has_capability("AUTH=PLAIN"):  # LOGIN knows no letters but ASCII
        client.sasl_login("PLAIN", lambda _challenge: _plain(mailbox.username, mailbox.secret))
    else:
        client.login(mailbox.username, mailbox.secret)


def _plain(username: str, password: str) -> bytes:
    return b"\0".join((b"", username.encode(), password.encode()))


def _body(values: Mapping[bytes, Any], name: bytes) -> bytes:
    """A section of a mail; a server may name the part of it that was asked for behind its name."""
    return next((value or b"" for key, value in values.items() if key.startswith(name)), b"")


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)

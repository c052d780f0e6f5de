"""One call of an address: the message is posted, what comes back is read to a limit. Nothing is followed, nobody asked
twice where a name leads, no proxy of the environment used.
"""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.response import BaseHTTPResponse

from webhooks import places
from webhooks.models import Attempt
from webhooks.places import Place

log = logging.getLogger(__name__)

# For all of it, in seconds: finding the name, connecting, sending, reading.
MOST_SECONDS = 10.0
# Of an answer; what lies beyond is not read.
MOST_BYTES = 64 * 1024
GONE = 410
# What a call may fail with: the network, TLS, an answer that is none.
_ERRORS = (OSError, HTTPError, http.client.HTTPException, ValueError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status (None: nothing did), the beginning of the body as text, and what was wrong."""

    status: int | None
    body: str
    trouble: str = ""

    @property
    def is_delivered(self) -> bool:
        return not self.trouble


def post(url: str, body: str, headers: Mapping[str, str]) -> Answer:
    """Post `body` as JSON to `url`. Nothing raises: what went wrong is in the answer."""
    ends = time.monotonic() + MOST_SECONDS
    try:
        place = places.read(url)
        found = places.addresses(place)
    except places.Refused:
        return Answer(None, "", Attempt.Trouble.PLACE)
    try:
        return _judged(_call(place, found, body.encode(), headers, ends))
    except _ERRORS as error:
        return Answer(None, "", _trouble(error, time.monotonic() >= ends))


def _trouble(error: Exception, is_over: bool) -> Attempt.Trouble:
    # Cut off at the hour, a connection ends in whatever error it stood in.
    if is_over:
        return Attempt.Trouble.TIMEOUT
    if isinstance(error, ssl.SSLError):
        return Attempt.Trouble.TLS
    if isinstance(error, NewConnectionError):  # to urllib3 one of its time-outs
        return Attempt.Trouble.CONNECTION
    if isinstance(error, TimeoutError | ConnectTimeoutError):
        return Attempt.Trouble.TIMEOUT
    return Attempt.Trouble.CONNECTION if isinstance(error, OSError) else Attempt.Trouble.BROKEN


def _judged(answer: Answer) -> Answer:
    assert answer.status is not None
    if 200 <= answer.status < 300:
        return answer
    is_elsewhere = 300 <= answer.status < 400
    return replace(answer, trouble=Attempt.Trouble.REDIRECT if is_elsewhere else Attempt.Trouble.STATUS)


def _call(place: Place, found: list[str], body: bytes, headers: Mapping[str, str], ends: float) -> Answer:
    connection = _connect(place, found, ends)
    try:
        with _cut_off(connection, ends):
            connection.request(
                "POST",
                place.target,
                body,
                {"Host": place.host, "Content-Type": "application/json", **headers},
                preload_content=False,
                decode_content=False,
            )
            response = connection.getresponse()
            if time.monotonic() >= ends:  # headers that were cut off look like all of them
                raise TimeoutError
            return Answer(response.status, _beginning(response))
    finally:
        connection.close()


def _beginning(response: BaseHTTPResponse) -> str:
    """What is said beside the status, as far as it can be read: the status has told already whether it arrived."""
    try:
        read = response.read(MOST_BYTES, decode_content=False)
    except _ERRORS:
        return ""
    return read.decode("utf-8", "replace").replace("\x00", "\ufffd")


def _connect(place: Place, found: list[str], ends: float) -> HTTPConnection:
    """Connected to the first of the addresses that answers; they were judged, and no name is resolved again."""
    for last, address in enumerate(found, start=1):
        connection = _connection(place, address, max(0.1, ends - time.monotonic()))
        try:
            connection.connect()
        except (OSError, HTTPError) as error:
            connection.close()
            if isinstance(error, ssl.SSLError) or last == len(found) or time.monotonic() >= ends:
                raise
        else:
            return connection
    raise OSError("no address")


def _connection(place: Place, address: str, seconds: float) -> HTTPConnection:
    if not place.is_encrypted:
        return HTTPConnection(address, place.port, timeout=seconds)
    return HTTPSConnection(
        address,
        place.port,
        timeout=seconds,
        server_hostname=place.name,
        ssl_context=_trusting(settings.WEBHOOKS_CA_FILE),
    )


@cache
def _trusting(file: str) -> ssl.SSLContext:
    """Whom the system trusts, or those of a file of certificates; TLS 1.2 at least."""
    context = ssl.create_default_context(cafile=file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def _cut_off(connection: HTTPConnection, ends: float) -> Iterator[None]:
    """Within, the connection ends at the hour: a server that says one byte at a time holds no worker."""
    sock = connection.sock
    assert sock is not None

    def cut() -> None:
        try:
            # Not that of an SSLSocket, which takes its state away from whoever is reading.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        except OSError:
            log.debug("The connection of a webhook had ended by itself.")

    timer = threading.Timer(max(0.0, ends - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()

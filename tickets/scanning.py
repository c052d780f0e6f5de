"""Whether a file holds a virus: the question to clamd, the daemon of ClamAV.

Without `CLAMD_ADDRESS` nothing is asked and every file passes; `manage.py check --deploy` warns of that (tickets.W002).
"""

from __future__ import annotations

from io import BytesIO

import structlog
from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

_log = structlog.get_logger(__name__)


class ScannerAway(Exception):
    """clamd is configured and gave no verdict: away, too slow, or refusing a file of this size."""


def virus(content: bytes) -> str | None:
    """The name of the virus that `content` holds, None without one; `ScannerAway` when nobody could say."""
    if not settings.CLAMD_ADDRESS:
        return None
    try:
        answer = _clamd().instream(BytesIO(content))
    # A daemon that hangs up in mid-stream is an OSError that the client lets through.
    except (ClamdError, OSError) as error:
        _log.error("clamd gave no verdict", error=str(error), size=len(content))
        raise ScannerAway from error
    status, found = answer.get("stream", ("ERROR", None))
    if status == "FOUND":
        return found or "?"
    if status != "OK":
        _log.error("clamd gave no verdict", error=status, size=len(content))
        raise ScannerAway
    return None


def is_address(text: str) -> bool:
    """Whether `text` names a clamd: the absolute path of its socket, or host:port."""
    host, _, port = text.rpartition(":")
    return text.startswith("/") or (bool(host) and port.isdigit())


def _clamd() -> ClamdNetworkSocket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        return ClamdUnixSocket(address, timeout=settings.CLAMD_SECONDS)
    host, _, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=settings.CLAMD_SECONDS)

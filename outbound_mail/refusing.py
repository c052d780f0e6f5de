"""Whether a mail server refused an address for good while it was told whom the mail is for."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass

_STATUS = re.compile(r"(?<![\d.])(5\.\d{1,3}\.\d{1,3})(?![\d.])")
# No such mailbox, mailbox not allowed by that name, not local: what RFC 5321 says of addresses, where no status tells.
_OF_ADDRESS = {550, 551, 553}
# RFC 3463: 5.1 is about the address, 5.2.1 a mailbox that takes no more mail. 5.7 (not from you) and 5.3, 5.5 are about
# us or the server, and may be mended: such a mail is tried again.
_STATUSES_OF_ADDRESS = re.compile(r"5\.1\.\d+|5\.2\.1")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An address that does not exist, as the server said it. `status` is x.y.z (RFC 3463), empty when it named none."""

    status: str
    why: str


def of_recipient(error: Exception) -> Refusal | None:
    """The refusal that `error` is, when its only recipient was refused for good; None when another try may help."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused) or len(error.recipients) != 1:
        return None
    [(code, said)] = error.recipients.values()
    why = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    found = _STATUS.search(why)
    status = found[1] if found else ""
    if code not in _OF_ADDRESS and not (500 <= code < 600 and status):
        return None
    if status and not _STATUSES_OF_ADDRESS.fullmatch(status):
        return None
    return Refusal(status, f"{code} {why}")

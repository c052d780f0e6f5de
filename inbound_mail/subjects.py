"""The subject of a mail as the subject of the ticket that it opens."""

from __future__ import annotations

import re

from tickets.numbering import SHAPE

_PREFIX = re.compile(
    r"\s*(?:re|réf?|rép|tr|fw|fwd|wg|aw|doorst|rv)\s?(?:\[\d+\]|\(\d+\))?\s?:\s*", re.IGNORECASE
)
# As the mails of a conversation bear it (tickets/mail_chain.py).
_OUR_NUMBER = re.compile(rf"\[\s*{SHAPE}\s*\]", re.IGNORECASE)


def bare(subject: str) -> str:
    """`subject` without RE:, TR: and kin before it, and without the number of another ticket, which would be taken for
    the new one's; empty when nothing else is left.
    """
    left = _OUR_NUMBER.sub(" ", subject)
    while (prefix := _PREFIX.match(left)) is not None:
        left = left[prefix.end() :]
    return " ".join(left.split())

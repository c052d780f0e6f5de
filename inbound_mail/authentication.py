"""Whether the sender of a mail is who it says: what our own mail server wrote of DMARC, and nothing else."""

from __future__ import annotations

import re
from enum import StrEnum

from inbound_mail.parsed import ParsedMail

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*dmarc\s*=\s*(?P<result>[a-z]+)", re.IGNORECASE)
_HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*(?P<domain>[^\s;]+)", re.IGNORECASE)


class Trust(StrEnum):
    """What is known of the sender."""

    PASSED = "passed"
    FAILED = "failed"
    # No server checks for us (MAIL_AUTHSERV_ID is empty): customers are taken at their word, engineers never publish.
    UNCHECKED = "unchecked"


def trust(parsed: ParsedMail, authserv_id: str) -> Trust:
    """DMARC as our server judged it. Anyone can write the header: only the topmost counts, and only in our name.

    DMARC speaks of the one address of From; a mail with several From, or an author read from elsewhere, has not passed.
    """
    if not authserv_id:
        return Trust.UNCHECKED
    results = parsed.authentication_results
    senders = parsed.header_all("from")
    if not results or len(senders) != 1 or parsed.from_.key not in senders[0].lower():
        return Trust.FAILED
    server, *findings = _COMMENT.sub("", results[0]).split(";")
    if not server.split() or server.split()[0].lower() != authserv_id.lower():
        return Trust.FAILED
    domain = parsed.from_.key.rpartition("@")[2]
    return Trust.PASSED if any(_passed(finding, domain) for finding in findings) else Trust.FAILED


def _passed(finding: str, domain: str) -> bool:
    result = _RESULT.match(finding)
    if result is None or result["result"].lower() != "pass":
        return False
    judged = _HEADER_FROM.search(finding)
    return judged is None or judged["domain"].lower().strip('"') == domain

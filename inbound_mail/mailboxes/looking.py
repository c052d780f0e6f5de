"""The first look into a mailbox: what is there, and what the newest mails would become. Nothing is stored or told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from inbound_mail import senders
from inbound_mail.addresses import Address
from inbound_mail.charsets import clean_line
from inbound_mail.models import Mailbox
from inbound_mail.parsing import parse
from inbound_mail.sources.imap import Folder

NEWEST = 20


class Prospect(StrEnum):
    """What a mail would become, as far as its headers tell."""

    AUTOMATIC = "automatic"
    OURS = "ours"
    CUSTOMER = "customer"
    CENTRE = "centre"
    UNKNOWN = "unknown"


def look(mailbox: Mailbox, folder: Folder) -> int:
    """Write on the mailbox what its folder holds, unless somebody decided meanwhile; return how many mails were taken:
    none.
    """
    uids = folder.uids_after(0)
    arrivals = {uid: arrival.at for uid, arrival in folder.arrivals(uids).items()}
    days = sorted(arrivals.values())
    newest = sorted(arrivals, key=lambda uid: (arrivals[uid], uid), reverse=True)[:NEWEST]
    headers = folder.headers(newest)
    found = {
        "uidvalidity": folder.uidvalidity,
        "last_uid": max(uids, default=0),
        "count": len(days),
        "oldest": days[0].isoformat() if days else None,
        "newest": days[-1].isoformat() if days else None,
        "mails": [_line(headers[uid], arrivals[uid]) for uid in newest if uid in headers],
    }
    mailbox.in_place().filter(begins_at=None).update(look=found)
    return 0


def _line(headers: bytes, arrived: datetime) -> dict[str, Any]:
    parsed = parse(headers)
    return {
        "at": arrived.isoformat(),
        "from": clean_line(parsed.from_.key, 200),
        "subject": clean_line(parsed.subject, 200),
        "prospect": _prospect(parsed.automatic != "no", parsed.from_),
    }


def _prospect(is_automatic: bool, sender: Address) -> Prospect:
    if is_automatic:
        return Prospect.AUTOMATIC
    person = senders.person(sender)
    if person is None:
        is_ours = bool(sender.key) and bool(senders.ours({sender.key}))
        return Prospect.OURS if is_ours else Prospect.UNKNOWN
    return Prospect.CUSTOMER if person.is_customer else Prospect.CENTRE

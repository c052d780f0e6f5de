"""What makes the mails of one ticket to one person one conversation in their mail program.

Gmail groups what has the same subject and refers to a Message-ID seen before; Outlook what has the same topic and the
same root of the conversation index; Apple Mail and Thunderbird follow References (docs/rules/outgoing-mail.md).
"""

from __future__ import annotations

import uuid
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from accounts.models import User
from outbound_mail import message_ids
from outbound_mail.models import OutgoingMail
from tickets.models import Ticket

# The first Message-ID, on which all others hang, and the latest ones.
REFERENCES_KEPT = 10
_WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
# When a mail was sent, and its Message-ID.
_Sent = tuple[datetime, str]
_CONVERSATIONS = uuid.UUID("5e3a6e0c-93f3-4c2b-9a53-6f0b7d2f41c8")


def subject(ticket: Ticket) -> str:
    """The subject of every mail of the conversation."""
    return f"[{ticket.number}] {ticket.subject}"


def headers(ticket: Ticket, person: User) -> dict[str, str]:
    """In-Reply-To and References, the mails of this conversation that `person` has seen; and Outlook's two headers."""
    outlook = {"Thread-Topic": subject(ticket), "Thread-Index": _thread_index(ticket)}
    theirs, ours = _exchanged(ticket, person)
    theirs = [(at, message_id) for at, message_id in theirs if message_ids.is_sendable(message_id)]
    seen = [message_id for _at, message_id in sorted([*theirs, *ours])]
    if not seen:
        return outlook
    if len(seen) > REFERENCES_KEPT:
        seen = [seen[0], *seen[1 - REFERENCES_KEPT :]]
    last = (theirs or ours)[-1][1]
    return {"In-Reply-To": last, "References": " ".join(seen), **outlook}


def _exchanged(ticket: Ticket, person: User) -> tuple[list[_Sent], list[_Sent]]:
    """The mails of the conversation by `person`, and ours to them, oldest first; no query for a new ticket."""
    if ticket.opening is not None:
        message = ticket.opening[1]
        is_theirs = message.author_id == person.pk and message.mail_message_id
        return [(message.sent_at, message.mail_message_id)] if is_theirs else [], []
    theirs = ticket.messages.filter(author=person).exclude(mail_message_id="").order_by("sent_at")
    merged = ticket.merged_from.values_list("pk", flat=True)
    topics = [f"ticket:{pk}" for pk in (ticket.pk, *merged)]
    ours = OutgoingMail.objects.filter(topic__in=topics, to=person.email).order_by("created_at")
    return list(theirs.values_list("sent_at", "mail_message_id")), list(
        ours.values_list("created_at", "message_id")
    )


def _thread_index(ticket: Ticket) -> str:
    """The root of the conversation index (MS-OXOMSG 2.2.1.3): a version, when it began, and a GUID of its own."""
    began = (ticket.received_at - _WINDOWS_EPOCH) // timedelta(microseconds=1) * 10
    guid = uuid.uuid5(_CONVERSATIONS, ticket.number)
    return b64encode(b"\x01" + began.to_bytes(8, "big")[1:6] + guid.bytes).decode()

"""What a provider tells of our own mail: an address that mail does not reach is marked, as a report by mail would.

Only what names a mail of ours counts (outbound_mail/failing.py): by its Message-ID, or by the same among the data that
we gave the provider with the mail, for those that call it by a name of their own.
"""

from __future__ import annotations

import logging
import re

from anymail.signals import AnymailTrackingEvent, EventType
from django.utils import timezone

from outbound_mail import failing, outbox
from outbound_mail.models import OutgoingMail

log = logging.getLogger(__name__)

# x.y.z (RFC 3463), or the three digits of SMTP before it.
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY = re.compile(r"(?:^|\D)([45])\d\d(?:\D|$)")
_SAID = {
    EventType.BOUNCED: True,
    EventType.REJECTED: True,
    EventType.COMPLAINED: True,
    EventType.DEFERRED: False,
}


def note(event: AnymailTrackingEvent, esp_name: str) -> None:
    """Note what `event` says of an address; what says nothing of one, or names no mail of ours, is left aside."""
    if event.event_type not in _SAID or not event.recipient:
        return
    message_id = _ours(event)
    if not message_id:
        log.warning("%s tells of a mail that is not known as ours: %s", esp_name, event.message_id)
        return
    said = " ".join(filter(None, (event.mta_response, event.description)))
    status = match[1] if (match := _STATUS.search(said)) else ""
    failing.returned(
        event.recipient,
        permanent=_is_permanent(event.event_type, status, said),
        status=status,
        why=said or f"{esp_name}: {event.event_type}",
        at=timezone.now(),
        message_id=message_id,
    )


def _is_permanent(event_type: str, status: str, said: str) -> bool:
    """As its kind says, unless the words of the server say that it may work again."""
    if event_type == EventType.COMPLAINED:
        return True
    reply = status[:1] or (match[1] if (match := _REPLY.search(said)) else "")
    return _SAID[event_type] and reply != "4"


def _ours(event: AnymailTrackingEvent) -> str:
    """The Message-ID of the mail that `event` is about, when it is one of ours; else empty."""
    given = (event.metadata or {}).get(outbox.MESSAGE_ID, "")
    named = [str(name).strip("<>")[:253] for name in (given, event.message_id) if name]
    found = OutgoingMail.objects.filter(message_id__in=[f"<{name}>" for name in named])
    return found.values_list("message_id", flat=True).first() or ""

"""What a provider tells of our own mail: an address that mail does not reach is marked, as a report by mail would."""

from __future__ import annotations

import re

from anymail.signals import AnymailTrackingEvent, EventType
from django.utils import timezone

from outbound_mail import failing
from outbound_mail.models import OutgoingMail

# x.y.z (RFC 3463), or the three digits of SMTP before it.
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY = re.compile(r"(?:^|\D)([45])\d\d(?:\D|$)")
_SAID = {
    EventType.BOUNCED: True,
    EventType.REJECTED: True,
    EventType.COMPLAINED: True,
    EventType.DEFERRED: False,
}


def note(sender: object, event: AnymailTrackingEvent, esp_name: str, **_values: object) -> None:
    """The receiver of anymail's signal; what says nothing of the address is left aside."""
    if event.event_type not in _SAID or not event.recipient:
        return
    said = " ".join(filter(None, (event.mta_response, event.description)))
    status = match[1] if (match := _STATUS.search(said)) else ""
    failing.returned(
        event.recipient,
        permanent=_is_permanent(event.event_type, status, said),
        status=status,
        why=said or f"{esp_name}: {event.event_type}",
        at=timezone.now(),
        message_id=_ours(event.message_id or ""),
    )


def _is_permanent(event_type: str, status: str, said: str) -> bool:
    """As its kind says, unless the words of the server say that it may work again."""
    if event_type == EventType.COMPLAINED:
        return True
    reply = status[:1] or (match[1] if (match := _REPLY.search(said)) else "")
    return _SAID[event_type] and reply != "4"


def _ours(message_id: str) -> str:
    """The Message-ID of the mail, when the provider calls it by the name that we gave it."""
    wanted = message_id if message_id.startswith("<") else f"<{message_id}>"
    return wanted if OutgoingMail.objects.filter(message_id=wanted).exists() else ""

"""The providers that may post mail to us: anymail's view of each, what its secret is, where the raw mail stands.

The mail is taken as it was received wherever the provider gives it; anymail's reading of it, written anew, is the last
resort for those that only post fields.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView, MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView, SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView, SparkPostTrackingWebhookView
from django.conf import settings

from inbound_mail.webhooks.body import Payload


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail that was posted. `name` is how its provider calls this delivery, empty when it does not.

    `received_at` is aware, None when the provider does not tell; `recipient` the address that it was sent to.
    """

    raw: bytes
    name: str = ""
    recipient: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `deliveries` finds the raw mails of a post, none when there are only fields.

    `signing_key` is the setting of anymail with the key of its signatures, each of which is good for one delivery and
    bears its name; empty: the shared secret says who posts.
    `fresh_for` is how old a signed post may be; None where no instant is signed.
    """

    inbound: type[AnymailBaseWebhookView]
    tracking: type[AnymailBaseWebhookView]
    deliveries: Callable[[Payload], list[Delivery]]
    signing_key: str = ""
    fresh_for: timedelta | None = None


def _postmark(payload: Payload) -> list[Delivery]:
    """`RawEmail`, where "include raw email content" is ticked."""
    if not isinstance(payload.document, dict) or not isinstance(payload.document.get("RawEmail"), str):
        return []
    raw = payload.document["RawEmail"].encode(errors="replace")
    name, recipient = (_text(payload.document.get(key)) for key in ("MessageID", "OriginalRecipient"))
    return [Delivery(raw, name, recipient)]


def _mailgun(payload: Payload) -> list[Delivery]:
    """`body-mime`, where the address posted to ends in "mime/"."""
    if "body-mime" not in payload.fields:
        return []
    return [
        Delivery(
            payload.fields["body-mime"], payload.text("token"), payload.text("recipient"), signed_at(payload)
        )
    ]


def _sendgrid(payload: Payload) -> list[Delivery]:
    """`email`, where "POST the raw, full MIME message" is ticked."""
    if "email" not in payload.fields:
        return []
    try:
        recipients = json.loads(payload.text("envelope"))["to"]
        return [Delivery(payload.fields["email"], recipient=str(recipients[0]))]
    except (ValueError, KeyError, IndexError, TypeError):
        return [Delivery(payload.fields["email"])]


def _sparkpost(payload: Payload) -> list[Delivery]:
    """`email_rfc822` of each relayed message."""
    found = []
    for event in payload.document if isinstance(payload.document, list) else []:
        message = _members(_members(_members(event).get("msys")).get("relay_message"))
        content = _members(message.get("content"))
        if isinstance(content.get("email_rfc822"), str):
            raw = content["email_rfc822"].encode(errors="replace")
            if content.get("email_rfc822_is_base64"):
                raw = _decoded(raw)
            found.append(Delivery(raw, recipient=_text(message.get("rcpt_to"))))
    return found


def _members(value: Any) -> dict[str, Any]:
    """An object of JSON; empty for anything else."""
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """A text of JSON; empty for anything else, null among it."""
    return value if isinstance(value, str) else ""


def _only_fields(_payload: Payload) -> list[Delivery]:
    return []


def _decoded(raw: bytes) -> bytes:
    try:
        return base64.b64decode(raw)
    except binascii.Error:  # said to be, and is not: kept as it came
        return raw


def signed_at(payload: Payload) -> datetime | None:
    """The instant of a signed form or document; None when there is none, or none that is one."""
    text = payload.text("timestamp") or _members(_members(payload.document).get("signature")).get("timestamp")
    try:
        return datetime.fromtimestamp(int(text or ""), UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


PROVIDERS = {
    "postmark": Provider(PostmarkInboundWebhookView, PostmarkTrackingWebhookView, _postmark),
    "mailgun": Provider(
        MailgunInboundWebhookView,
        MailgunTrackingWebhookView,
        _mailgun,
        signing_key="MAILGUN_WEBHOOK_SIGNING_KEY",
        # It tries again for eight hours with the signature of the first time: a shorter window would lose the mail of
        # an outage of ours. A post that was taken is known for ever by its token.
        fresh_for=timedelta(hours=8, minutes=15),
    ),
    "sendgrid": Provider(SendGridInboundWebhookView, SendGridTrackingWebhookView, _sendgrid),
    "sparkpost": Provider(SparkPostInboundWebhookView, SparkPostTrackingWebhookView, _sparkpost),
    "mailjet": Provider(MailjetInboundWebhookView, MailjetTrackingWebhookView, _only_fields),
}


def switched_on(name: str) -> Provider | None:
    """The provider called `name`, when the settings let it post."""
    return PROVIDERS.get(name) if name in settings.MAIL_WEBHOOKS else None

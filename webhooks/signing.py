"""The signature of a message (Standard Webhooks): who receives it knows that it is ours, whole, and of now."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime, timedelta

from standardwebhooks.webhooks import Webhook

from accounts.sealing import decrypt
from webhooks.models import Subscription

# The former secret signs along for so long after a change.
FORMER_SIGNS = timedelta(hours=24)
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret as receivers configure it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def headers(subscription: Subscription, message_id: str, body: str, at: datetime) -> dict[str, str]:
    """The three headers that a receiver checks; one signature for each secret that holds at `at`, the newest first."""
    keys = [subscription.secret]
    if subscription.former_until is not None and at < subscription.former_until:
        keys.append(decrypt(bytes(subscription.sealed_former)).decode())
    moment = at.astimezone(UTC)  # the library takes whatever it is given for UTC
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(message_id, moment, body) for key in keys),
    }

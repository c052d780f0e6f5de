"""System checks of the settings of webhooks: nothing listens on an address that anybody could post to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from inbound_mail.webhooks.providers import PROVIDERS

SHORTEST = 20


def webhooks_are_authenticated(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A provider that is not one of ours: E001. One without a secret, or with one that can be guessed: E002."""
    return [message for name in settings.MAIL_WEBHOOKS for message in faults(name)]


def faults(name: str) -> list[CheckMessage]:
    """What is wrong with the settings of the provider called `name`."""
    provider = PROVIDERS.get(name)
    if provider is None:
        return [
            checks.Error(
                f"MAIL_WEBHOOKS names {name}, which is none of {', '.join(PROVIDERS)}.",
                hint="Write the names as in this list, separated by commas.",
                id="inbound_mail.E001",
            )
        ]
    setting = provider.signing_key or "WEBHOOK_SECRET"
    if is_strong(settings.ANYMAIL.get(setting, ""), is_pair=not provider.signing_key):
        return []
    return [
        checks.Error(
            f"Whoever finds the address may post mail in the name of {name}: ANYMAIL_{setting} is missing or short.",
            hint=f"Set ANYMAIL_{setting}"
            + (
                " to the key that the provider shows."
                if provider.signing_key
                else f" to name:{SHORTEST} random characters."
            ),
            id="inbound_mail.E002",
        )
    ]


def is_strong(secret: object, *, is_pair: bool) -> bool:
    """Whether a secret is long enough; `is_pair`: it is "name:password", and the password counts."""
    if not isinstance(secret, str):
        return False
    name, colon, password = secret.partition(":") if is_pair else ("", ":", secret)
    return bool(colon) and len(password) >= SHORTEST and bool(name or not is_pair)

"""Subscriptions of the cast, as the page makes them."""

from __future__ import annotations

from accounts.models import User
from tests.world import TUESDAY
from webhooks import changing, kinds
from webhooks.changing import Wish
from webhooks.models import Subscription


def subscribed(by: User, url: str, *events: str) -> Subscription:
    """A subscription of `by`'s organisation to these events; without any, to all that are offered."""
    asked = events or [kind.value for kind in kinds.offered(by)]
    return changing.subscribe(Wish("Supervision", url, asked), by=by, at=TUESDAY)

"""A subscription to which nothing is sent for a while: by somebody's wish, or because nothing arrives there."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from accounts.models import User
from webhooks import telling
from webhooks.changing import lock
from webhooks.models import Delivery, Subscription

log = logging.getLogger(__name__)


@transaction.atomic
def pause(
    subscription: Subscription, why: Subscription.Pause, *, at: datetime, by: User | None = None
) -> Subscription:
    """Send nothing there from now on; what waited has failed, and nothing new is written down for it.

    Those who manage it are told unless one of them did it. Twice changes nothing.
    """
    locked = lock(subscription)
    if locked.is_paused:
        return locked
    locked.paused_at, locked.paused_why = at, why
    locked.save(update_fields=["paused_at", "paused_why"])
    locked.deliveries.filter(status=Delivery.Status.WAITING).update(status=Delivery.Status.FAILED)
    log.info("Webhook %s is paused (%s) by %s", locked.pk, why, by.pk if by is not None else "itself")
    if by is None:
        telling.paused(locked, at)
    return locked


@transaction.atomic
def resume(subscription: Subscription, *, by: User) -> Subscription:
    """Tell it again of what happens from now on; what failed meanwhile is there to be replayed."""
    locked = lock(subscription)
    if locked.is_paused:
        locked.paused_at, locked.paused_why = None, ""
        locked.failing_since, locked.failures, locked.rests_until = None, 0, None
        locked.save(update_fields=["paused_at", "paused_why", "failing_since", "failures", "rests_until"])
        log.info("Webhook %s is resumed by %s", locked.pk, by.pk)
    return locked

"""Writing down that somebody is to be told, in the transaction of what happened; it leaves after the commit."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import Organisation
from outbound_mail.waking import wake
from sla import remembering
from sla.answers import iso
from webhooks.models import Delivery, Message, Subscription


def listeners(organisations: Collection[int]) -> list[Subscription]:
    """The subscriptions, not paused, of these organisations and of the centre, with their organisations.

    They are there until the end of the transaction. One query while nobody listens, and none but the first of a run of
    work (sla/remembering.py); else two, and one more where some of these do.
    """
    if not _somebody_listens():
        return []
    theirs = Q(organisation__in=organisations) | Q(organisation__kind=Organisation.Kind.CENTRE)
    rows = Subscription.objects.filter(theirs, paused_at__isnull=True).select_related("organisation")
    found = list(rows.order_by("pk"))
    kept = _held(found) if found else set()
    return [subscription for subscription in found if subscription.pk in kept]


def publish(kind: str, data: Mapping[str, Any], to: Sequence[Subscription], at: datetime) -> Message | None:
    """Write the message that `kind` happened at `at`, on its way to those of `to` that asked for the kind.

    `data` holds JSON values, the same for all of them. None, and nothing is written, when nobody asked.
    """
    asked = [subscription for subscription in to if kind in subscription.events]
    return send(kind, data, asked, at) if asked else None


def send(kind: str, data: Mapping[str, Any], to: Sequence[Subscription], at: datetime) -> Message:
    """The same to all of `to`, whatever they asked for."""
    said = {"type": kind, "timestamp": iso(at), "data": dict(data)}
    message = Message(kind=kind, body=json.dumps(said, ensure_ascii=False), created_at=at)
    message.save(force_insert=True)
    Delivery.objects.bulk_create(
        Delivery(
            subscription=subscription,
            message=message,
            next_at=max(at, subscription.rests_until or at),
            created_at=at,
        )
        for subscription in to
    )
    transaction.on_commit(wake_worker)
    return message


def wake_worker() -> None:
    """Tell a worker that a delivery waits; should the broker be away, the sweep of the schedule finds it."""
    from webhooks.tasks import send_waiting

    wake(send_waiting, "webhooks are")


def _held(found: Sequence[Subscription]) -> set[UUID]:
    """Those of `found` that are still there, which nobody removes before the end of the transaction.

    Else one that is removed meanwhile would undo the verb, at its commit. The weakest of locks: no verb waits for
    another, nor for a worker that notes what became of a delivery.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM webhooks_subscription WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
            [[subscription.pk for subscription in found]],
        )
        return {key for [key] in cursor.fetchall()}


@remembering.once_a_run
def _somebody_listens() -> bool:
    return Subscription.objects.filter(paused_at__isnull=True).exists()

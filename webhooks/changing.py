"""What managers do to a subscription: add, change or remove it, change its secret, try it, replay what was sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from webhooks import access, kinds, places, publishing, signing
from webhooks.models import Delivery, Subscription

log = logging.getLogger(__name__)

# Of one organisation.
MOST_SUBSCRIPTIONS = 20


class NotNow(Exception):
    """As things stand this cannot be done; the message, for users, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a manager says of a subscription. `events` are kinds that are offered to them (kinds.offered)."""

    name: str
    url: str
    events: Sequence[str]


@transaction.atomic
def subscribe(wish: Wish, *, by: User, at: datetime) -> Subscription:
    """Add a subscription of `by`'s organisation, with a secret of its own.

    Raises PermissionDenied for whoever looks after none, places.Refused where nothing could be sent, NotNow when there
    are MOST_SUBSCRIPTIONS already.
    """
    if by.organisation is None or not access.may_manage(by):
        raise PermissionDenied
    places.check(wish.url)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation.pk)
    if organisation.webhooks.count() >= MOST_SUBSCRIPTIONS:
        raise NotNow(_("Vous avez déjà %s webhooks\u00a0: supprimez-en un d’abord.") % MOST_SUBSCRIPTIONS)
    row = Subscription(organisation=organisation, created_by=by, created_at=at, **_said(wish, by))
    row.secret = signing.new_secret()
    row.save(force_insert=True)
    log.info("Webhook %s of organisation %s added by %s", row.pk, organisation.pk, by.pk)
    return row


def change(subscription: Subscription, wish: Wish, *, by: User, at: datetime) -> Subscription:
    """Change what it is called, where it goes and what it is told of. Raises places.Refused as `subscribe` does."""
    if wish.url != subscription.url:
        places.check(wish.url)
    return keep(subscription, wish, by=by, at=at)


@transaction.atomic
def keep(subscription: Subscription, wish: Wish, *, by: User, at: datetime) -> Subscription:
    """The same once the address was checked: nothing here waits for the network with the row locked."""
    locked = lock(subscription)
    if wish.url != locked.url:
        _forget_failures(locked, at)
    for name, value in _said(wish, by).items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save(update_fields=["name", "url", "events", "version"])
    log.info("Webhook %s changed by %s", locked.pk, by.pk)
    return locked


@transaction.atomic
def remove(subscription: Subscription, *, by: User) -> None:
    """Remove it with its log, once who is telling it something has ended; twice changes nothing."""
    Subscription.objects.select_for_update().filter(pk=subscription.pk).first()
    subscription.deliveries.all().delete()
    Subscription.objects.filter(pk=subscription.pk).delete()
    log.info("Webhook %s removed by %s", subscription.pk, by.pk)


@transaction.atomic
def change_secret(subscription: Subscription, *, by: User, at: datetime) -> Subscription:
    """Sign with a new secret; the former one signs along for a day (signing.FORMER_SIGNS)."""
    locked = lock(subscription)
    locked.sealed_former, locked.former_until = locked.sealed_secret, at + signing.FORMER_SIGNS
    locked.secret = signing.new_secret()
    locked.secret_shown_at = None
    locked.save(update_fields=["sealed_secret", "sealed_former", "former_until", "secret_shown_at"])
    log.info("The secret of webhook %s changed by %s", locked.pk, by.pk)
    return locked


@transaction.atomic
def show_secret(subscription: Subscription, *, by: User, at: datetime) -> str:
    """The secret, in clear, once. Raises NotNow when it was shown already."""
    locked = lock(subscription)
    if locked.secret_shown_at is not None:
        raise NotNow(_("Ce secret a déjà été montré\u00a0: s’il est perdu, changez-le."))
    locked.secret_shown_at = at
    locked.save(update_fields=["secret_shown_at"])
    log.info("The secret of webhook %s shown to %s", locked.pk, by.pk)
    return locked.secret


@transaction.atomic
def send_test(subscription: Subscription, *, at: datetime) -> Delivery:
    """Send it a message that tells of nothing, at once even where it rests. Raises NotNow while it is paused."""
    refuse_paused(subscription)
    message = publishing.send(kinds.TEST, {"subscription": str(subscription.pk)}, [subscription], at)
    message.deliveries.update(next_at=at)
    return message.deliveries.get()


@transaction.atomic
def replay(delivery: Delivery, *, by: User, at: datetime) -> Delivery:
    """Send the same message again, all attempts before it, under the same id. Raises NotNow while it is paused."""
    refuse_paused(delivery.subscription)
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if locked.status != Delivery.Status.WAITING:
        locked.status, locked.attempts = Delivery.Status.WAITING, 0
        locked.next_at, locked.delivered_at = at, None
        locked.save(update_fields=["status", "attempts", "next_at", "delivered_at"])
        log.info("Delivery %s replayed by %s", locked.pk, by.pk)
        transaction.on_commit(publishing.wake_worker)
    return locked


@transaction.atomic
def replay_failed(subscription: Subscription, *, since: datetime, by: User, at: datetime) -> int:
    """Send again all that failed of what happened from `since` on; return how many. Raises NotNow while paused."""
    refuse_paused(subscription)
    failed = subscription.deliveries.filter(status=Delivery.Status.FAILED, created_at__gte=since)
    count = failed.update(status=Delivery.Status.WAITING, attempts=0, next_at=at)
    log.info("%s deliveries of webhook %s replayed by %s", count, subscription.pk, by.pk)
    transaction.on_commit(publishing.wake_worker)
    return count


def lock(subscription: Subscription) -> Subscription:
    """The same subscription, fresh and locked until the end of the transaction."""
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation", "created_by").get(pk=subscription.pk)


def refuse_paused(subscription: Subscription) -> None:
    """Raise NotNow while nothing is sent there."""
    if subscription.is_paused:
        raise NotNow(_("Ce webhook est en pause\u00a0: reprenez d’abord les envois."))


def _forget_failures(locked: Subscription, at: datetime) -> None:
    """What failed at the former address says nothing of the new one: what waits is due there at `at`."""
    locked.failing_since, locked.failures, locked.rests_until = None, 0, None
    locked.save(update_fields=["failing_since", "failures", "rests_until"])
    waiting = locked.deliveries.filter(status=Delivery.Status.WAITING, next_at__gt=at)
    waiting.update(next_at=at)
    transaction.on_commit(publishing.wake_worker)


def _said(wish: Wish, by: User) -> dict[str, object]:
    # In the order of the list, each once, whatever order they came in.
    events = [kind.value for kind in kinds.offered(by) if kind in wish.events]
    return {"name": wish.name, "url": wish.url, "events": events}

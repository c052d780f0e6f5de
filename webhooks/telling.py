"""The mail about a subscription that was paused, to those who manage it. Called in the transaction of the pause."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from outbound_mail import outbox
from webhooks import access
from webhooks.models import Delivery, Subscription


def paused(subscription: Subscription, at: datetime) -> None:
    """That nothing is sent there any more, since when, why, and how much failed since something arrived last."""
    failures = subscription.deliveries.filter(status=Delivery.Status.FAILED)
    if subscription.last_delivered_at is not None:
        failures = failures.filter(created_at__gte=subscription.last_delivered_at)
    failed = failures.count()
    for person in access.managers(subscription.organisation):
        with translation.override(person.language):
            outbox.put(
                to=person.email,
                template="webhook_paused",
                subject=_("Webhook en pause\u00a0: %s") % subscription.name,
                context={
                    "person": person,
                    "subscription": subscription,
                    "failed": failed,
                    "url": settings.BASE_URL + subscription.get_absolute_url(),
                },
                language=person.language,
                zone=person.time_zone,
                at=at,
                topic=f"webhooks:{subscription.organisation_id}",
                headers=outbox.AUTOMATIC,
            )


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "webhooks:<id of an organisation>": does that person still manage its webhooks?"""
    person = User.objects.by_address(address)
    return person is not None and str(person.organisation_id) == reference and access.may_manage(person)

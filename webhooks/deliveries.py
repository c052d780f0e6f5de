"""What was sent to a subscription, for those who look at it: a page of the log, one delivery with its calls."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery

from webhooks.kinds import Kind
from webhooks.models import Attempt, Delivery, Subscription

PAGE_SIZE = 50
STATUSES = Delivery.Status.choices


def log(subscription: Subscription, status: str = "") -> QuerySet[Delivery]:
    """The deliveries of one state or all, newest first, each with its message and what its last call came to."""
    rows = subscription.deliveries.select_related("message").order_by("-created_at", "-id")
    last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-at", "-id")
    rows = rows.annotate(
        last_status=Subquery(last.values("status")[:1]), last_trouble=Subquery(last.values("trouble")[:1])
    )
    return rows.filter(status=status) if status else rows


def page(subscription: Subscription, status: str, number: str) -> Page[Delivery]:
    """One page of the log; a number that there is not is the nearest that there is."""
    return Paginator(log(subscription, status), PAGE_SIZE).get_page(number)


def known_status(value: str) -> str:
    """The state that a log is narrowed to; empty for all."""
    return value if value in Delivery.Status.values else ""


def known_kinds(events: Iterable[str]) -> list[Kind]:
    """The kinds by their names, in the order of the list."""
    return [kind for kind in Kind if kind in events]

"""Which subscription an address names: one of the same organisation, else 404; nobody's business else 403."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from webhooks import access
from webhooks.models import Subscription


def in_sight(person: User) -> QuerySet[Subscription]:
    """The subscriptions of `person`'s organisation. Raises PermissionDenied for whoever does not manage them."""
    if not access.may_manage(person):
        raise PermissionDenied
    return access.in_sight(person)


def named(person: User, pk: UUID) -> Subscription:
    """The subscription `pk`. Raises PermissionDenied, or Http404 where it is another organisation's."""
    return get_object_or_404(in_sight(person), pk=pk)

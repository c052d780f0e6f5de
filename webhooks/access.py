"""Who looks after the webhooks of an organisation: its managers, at the centre the leads, and its programs."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Organisation, User
from webhooks.models import Subscription


def may_manage(person: User) -> bool:
    """Whether `person` subscribes for their organisation, and sees what was sent there."""
    return person.is_manager or person.is_lead or (person.is_program and person.organisation_id is not None)


def in_sight(person: User) -> QuerySet[Subscription]:
    """The subscriptions of `person`'s organisation; none for whoever does not manage them."""
    if not may_manage(person):
        return Subscription.objects.none()
    rows = Subscription.objects.filter(organisation=person.organisation_id)
    return rows.select_related("organisation", "created_by")


def managers(organisation: Organisation) -> QuerySet[User]:
    """The people who are told what becomes of the webhooks of `organisation`."""
    role = User.Role.LEAD if organisation.kind == Organisation.Kind.CENTRE else User.Role.MANAGER
    people = User.objects.people().filter(organisation=organisation, role=role)
    return people.order_by("pk")

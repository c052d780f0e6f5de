"""A colleague who is told of a ticket that is not theirs: added to it, and removed."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import following_notices, permissions
from tickets.actions.writing import NotPossible, lock, record, refuse_merged
from tickets.models import Event, Follower, Ticket
from tickets.permissions import Action


def colleagues(user: User) -> QuerySet[User]:
    """Whom `user` may add to the tickets that it sees: people of its own organisation, who see the same."""
    return User.objects.filter(
        organisation=user.organisation_id, is_active=True, role__in=User.CUSTOMER_ROLES
    )


@transaction.atomic
def follow(ticket: Ticket, person: User, *, actor: User, at: datetime) -> Follower:
    """Tell `person` from now on what those who asked are told; twice changes nothing.

    Raises `PermissionDenied` when `person` is not of the actor's own organisation, `NotPossible` when they are told
    already because the request is theirs, or when the ticket was merged.
    """
    permissions.require(actor, Action.FOLLOW, ticket)
    if not colleagues(actor).filter(pk=person.pk).exists():
        raise PermissionDenied
    locked = lock(ticket)
    refuse_merged(locked)
    if person.pk in {locked.requester_id, locked.escalated_by_id}:
        raise NotPossible(_("%s est déjà au courant\u00a0: la demande est la sienne.") % person.full_name)
    row, is_new = Follower.objects.get_or_create(
        ticket=locked, person=person, defaults={"added_by": actor, "added_at": at}
    )
    if is_new:
        data = {"person": person.full_name, "added": True, "self": person == actor}
        record(locked, Event.Kind.FOLLOWED, actor=actor, at=at, data=data)
        if person != actor:
            following_notices.followed(locked, person, actor, at)
    return row


@transaction.atomic
def unfollow(ticket: Ticket, person: User, *, actor: User, at: datetime) -> None:
    """Tell `person` no more. Everybody may remove themself, and whom they added; twice changes nothing."""
    permissions.require(actor, Action.FOLLOW, ticket)
    locked = lock(ticket)
    row = locked.followers.filter(person=person).first()
    if row is None:
        return
    if actor.pk not in {row.person_id, row.added_by_id}:
        raise PermissionDenied
    row.delete()
    data = {"person": person.full_name, "added": False, "self": person == actor}
    record(locked, Event.Kind.FOLLOWED, actor=actor, at=at, data=data)

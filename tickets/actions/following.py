"""A colleague who is told of a ticket that is not theirs, a customer's or an engineer: added to it, and removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
    roles = (User.Role.ENGINEER, User.Role.LEAD) if user.is_engineer else User.CUSTOMER_ROLES
    return User.objects.people().filter(organisation=user.organisation_id, role__in=roles)


@transaction.atomic
def follow(ticket: Ticket, person: User, *, actor: User, at: datetime) -> Follower:
    """Tell `person` from now on what those who asked are told; twice changes nothing.

    An engineer who follows is told the customer's words, as the one in charge is. Raises `PermissionDenied` when
    `person` is not of the actor's own organisation, `NotPossible` when they are told already because the request is
    theirs, or theirs to answer, or when the ticket was merged.
    """
    permissions.require(actor, Action.FOLLOW, ticket)
    if not colleagues(actor).filter(pk=person.pk).exists():
        raise PermissionDenied
    locked = lock(ticket)
    refuse_merged(locked)
    if person.pk in {locked.requester_id, locked.escalated_by_id}:
        raise NotPossible(_("%s est déjà au courant\u00a0: la demande est la sienne.") % person.full_name)
    if person.pk == locked.assignee_id:
        raise NotPossible(_("%s est déjà au courant\u00a0: le ticket lui est affecté.") % person.full_name)
    row, is_new = Follower.objects.get_or_create(
        ticket=locked, person=person, defaults={"added_by": actor, "added_at": at}
    )
    if is_new:
        data = {**_about(person, actor), "added": True}
        record(locked, Event.Kind.FOLLOWED, actor=actor, at=at, data=data)
        if person != actor:
            following_notices.followed(locked, person, actor, at)
    return row


@transaction.atomic
def unfollow(ticket: Ticket, person: User, *, actor: User, at: datetime) -> None:
    """Tell `person` no more. Everybody may remove themself, and whom they added; twice changes nothing.

    An engineer removes any colleague, and no customer: whom those tell is their own business.
    """
    permissions.require(actor, Action.FOLLOW, ticket)
    locked = lock(ticket)
    row = locked.followers.filter(person=person).first()
    if row is None:
        return
    of_the_centre = actor.is_engineer and person.is_engineer
    if not of_the_centre and actor.pk not in {row.person_id, row.added_by_id}:
        raise PermissionDenied
    row.delete()
    data = {**_about(person, actor), "added": False}
    record(locked, Event.Kind.FOLLOWED, actor=actor, at=at, data=data)


def _about(person: User, actor: User) -> dict[str, Any]:
    """Who follows; that an engineer does is told to no customer (following_sentences.followed)."""
    about: dict[str, Any] = {"person": person.full_name, "self": person == actor}
    return {**about, "of_centre": True} if person.is_engineer else about

"""The people of one's organisation and, for a reseller's manager, of its end customers: who is seen, and managed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import contacts, invitations, leaving
from accounts.models import Invitation, Organisation, User
from tickets.files import discard_uploads

PAGE_SIZE = 25
# What is shown at once of what has no pages: the end customers to choose from, the invitations that wait.
MOST_CHOICES, MOST_INVITATIONS = 200, 50


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the list."""

    person: User
    is_reader: bool
    # Known from a call, without an account (accounts/contacts.py).
    is_contact: bool

    @property
    def other_role(self) -> str:
        """The role that a click gives them."""
        is_manager = self.person.role == User.Role.MANAGER
        return User.Role.MEMBER if is_manager else User.Role.MANAGER


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that nobody accepted yet."""

    invitation: Invitation
    is_expired: bool


def organisations(user: User) -> QuerySet[Organisation]:
    """Those whose people `user` sees, their own first."""
    own = Q(pk=user.organisation_id)
    if user.is_manager and user.is_reseller:
        own |= Q(reseller=user.organisation_id)
    # Of the two kinds, the reseller's comes last in the alphabet.
    return Organisation.objects.filter(own).order_by("-kind", "name", "id")


def people(user: User) -> QuerySet[User]:
    """The active people of those organisations."""
    return User.objects.people().filter(organisation__in=organisations(user).order_by())


def waiting_invitations(user: User) -> QuerySet[Invitation]:
    """The invitations to those organisations that were neither accepted nor withdrawn."""
    return Invitation.objects.filter(
        organisation__in=organisations(user).order_by(), accepted_at=None, revoked_at=None
    ).select_related("organisation", "invited_by")


def chosen(user: User, organisation: Organisation | None, words: str) -> QuerySet[User]:
    """The people of one organisation, or of all in sight, whose name or address holds `words`."""
    if organisation is None:
        found = people(user).order_by("organisation__name", "full_name", "id")
    else:
        found = User.objects.people().filter(organisation=organisation).order_by("full_name", "id")
    if words:
        found = found.filter(Q(full_name__holds=words) | Q(email__holds=words))
    return found.select_related("organisation")


def lines(found: Iterable[User], user: User) -> list[Line]:
    return [Line(person, person.pk == user.pk, contacts.is_contact(person)) for person in found]


def waiting(user: User, organisation: Organisation | None, at: datetime) -> list[Waiting]:
    """The latest invitations that wait, for who may do something about them."""
    if not user.is_manager:
        return []
    rows = waiting_invitations(user)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    latest = rows.order_by("-created_at", "-id")[:MOST_INVITATIONS]
    return [Waiting(row, is_expired=not row.is_open(at)) for row in latest]


@transaction.atomic
def remove(person: User, *, by: User, at: datetime) -> None:
    """Close their account; what they typed and never sent goes with it."""
    leaving.remove(person, by=by, at=at)
    person.drafts.all().delete()
    discard_uploads(list(person.uploads.all()))


def manages(user: User, organisation: Organisation) -> bool:
    return invitations.may_invite(user, organisation)

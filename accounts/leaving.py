"""People who leave an organisation, and who its managers are."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import contacts, invitations, sessions
from accounts.models import Invitation, Organisation, User


class StaysAsTheyAre(Exception):
    """The person cannot be removed or get that role; the message says why."""


@transaction.atomic
def remove(person: User, *, by: User, at: datetime) -> None:
    """Close the account of `person`: nobody is deleted, what they wrote stays theirs.

    Their sessions end at once, with their password, passkeys, second factor, tokens and a change of address that waits;
    the open invitations that they sent or that would bring them back are withdrawn. A second time is harmless. Raises
    `StaysAsTheyAre` for oneself and for the last manager, `PermissionDenied` when `by` does not manage their
    organisation.
    """
    row = _locked(person, by)
    if row.pk == by.pk:
        raise StaysAsTheyAre(
            _("Vous ne pouvez pas vous retirer vous-même\u00a0: un autre gestionnaire le fera.")
        )
    if not row.is_active:
        return
    _keep_a_manager(row)
    row.is_active = False
    row.set_unusable_password()
    row.save(update_fields=["is_active", "password"])
    Authenticator.objects.filter(user=row).delete()
    # The link that would confirm another address outlives the session that asked for it.
    EmailAddress.objects.filter(user=row, verified=False).delete()
    _open().filter(Q(invited_by=row) | Q(email=row.email)).update(revoked_at=at)
    sessions.end_all(row)
    row.auth_token_set.all().delete()  # those that they made for their organisation go on


@transaction.atomic
def change_role(person: User, role: str, *, by: User, at: datetime) -> None:
    """Make a manager or a member of `person`; who is no manager any more has no invitation out either. Raises what
    `remove` raises, but for oneself.
    """
    row = _locked(person, by)
    assert row.organisation is not None
    if role not in invitations.ROLES_BY_KIND[Organisation.Kind(row.organisation.kind)] or not row.is_active:
        raise StaysAsTheyAre(_("Ce rôle n’existe pas dans cette organisation."))
    if role != User.Role.MANAGER:
        _keep_a_manager(row)
    row.role = role
    row.save(update_fields=["role"])
    if role != User.Role.MANAGER:
        _open().filter(invited_by=row).update(revoked_at=at)


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, revoked_at=None)


def _locked(person: User, by: User) -> User:
    """The row of `person`, while nobody else changes their organisation's people: two managers who remove one another
    at the same moment come one after the other, and the second is no manager any more."""
    if person.organisation_id is None:
        raise PermissionDenied
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=person.organisation_id)
    row = User.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
    actor = User.objects.select_related("organisation").get(pk=by.pk)
    if not actor.is_active or not invitations.may_invite(actor, organisation):
        raise PermissionDenied
    return row


def _keep_a_manager(person: User) -> None:
    if person.role != User.Role.MANAGER:
        return
    managers = User.objects.filter(
        organisation=person.organisation_id, role=User.Role.MANAGER, is_active=True
    ).exclude(pk=person.pk)
    # A contact (accounts/contacts.py) cannot log in to manage anything.
    if all(contacts.is_contact(manager) for manager in managers):
        raise StaysAsTheyAre(
            _(
                "%(name)s est le dernier gestionnaire de %(organisation)s\u00a0: donnez d’abord ce rôle à un autre."
            )
            % {"name": person, "organisation": person.organisation}
        )

"""Inviting people and accepting an invitation: the only way into the CST."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import contacts
from accounts.models import Invitation, Organisation, User, token_digest
from outbound_mail import outbox

ROLES_BY_KIND = {
    Organisation.Kind.CENTRE: User.CENTRE_ROLES,
    Organisation.Kind.RESELLER: User.CUSTOMER_ROLES,
    Organisation.Kind.END_CUSTOMER: User.CUSTOMER_ROLES,
}


class InvitationClosed(Exception):
    """The invitation was used, revoked, has expired or never existed; the message says what to do."""


def may_invite(inviter: User, organisation: Organisation) -> bool:
    """Administrators and leads invite anyone; a manager their colleagues and their end customers' people."""
    if inviter.is_superuser or inviter.is_lead:
        return True
    if not inviter.is_manager or inviter.organisation_id is None:
        return False
    return inviter.organisation_id in {organisation.pk, organisation.reseller_id}


def check(email: str, organisation: Organisation, role: str) -> None:
    """Raise `ValidationError`, by field, when nobody can be invited so: no such role there, or an address with an
    account. A contact of the same organisation may be invited to open one (accounts/contacts.py).
    """
    if role not in ROLES_BY_KIND[Organisation.Kind(organisation.kind)]:
        raise ValidationError({"role": _("Ce rôle n’existe pas dans cette organisation.")})
    known = User.objects.filter(email=email.strip().lower()).first()  # whoever has left included
    if known is not None and not _may_open_an_account(known, organisation):
        raise ValidationError({"email": _("Cette personne a déjà un compte.")})


def _may_open_an_account(known: User, organisation: Organisation) -> bool:
    return contacts.is_contact(known) and known.is_active and known.organisation_id == organisation.pk


@transaction.atomic
def invite(
    inviter: User, *, email: str, organisation: Organisation, role: str, at: datetime, full_name: str = ""
) -> str:
    """Write an invitation, put its mail in the outbox and return the token (it is stored nowhere).

    An earlier open invitation of the same address is revoked. Raises what `check` raises, and
    `PermissionDenied` when `inviter` may not invite into `organisation`.
    """
    if not may_invite(inviter, organisation):
        raise PermissionDenied
    check(email, organisation, role)
    address = email.strip().lower()
    Invitation.objects.filter(email=address, accepted_at=None, revoked_at=None).update(revoked_at=at)
    token = Invitation.new_token()
    Invitation.objects.create(
        email=address,
        full_name=full_name,
        organisation=organisation,
        role=role,
        invited_by=inviter,
        token_digest=token_digest(token),
        created_at=at,
        expires_at=at + Invitation.lifetime(),
    )
    with override("fr"):
        outbox.put(
            to=address,
            template="invitation",
            subject=_("Votre accès au support EXER DATACOM"),
            context={
                "organisation": organisation.name,
                "inviter": inviter.full_name,
                "url": settings.BASE_URL + reverse("accounts:invitation", args=[token]),
                "days": settings.INVITATION_DAYS,
            },
            language="fr",
            at=at,
        )
    return token


def open_invitation(token: str, at: datetime) -> Invitation:
    """The invitation behind `token`; raises `InvitationClosed` when it cannot be used any more."""
    invitation = (
        Invitation.objects.select_related("organisation").filter(token_digest=token_digest(token)).first()
    )
    if invitation is None or not invitation.is_open(at):
        raise InvitationClosed(
            _(
                "Cette invitation a déjà servi ou a expiré. Demandez-en une nouvelle à la personne qui vous a invité."
            )
        )
    return invitation


@transaction.atomic
def accept(token: str, *, full_name: str, password: str, at: datetime) -> User:
    """Create the account that the invitation promises; a second use raises `InvitationClosed`."""
    Invitation.objects.select_for_update().filter(token_digest=token_digest(token)).first()
    invitation = open_invitation(token, at)
    name = full_name.strip() or invitation.full_name
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = User.objects.create_user(
            invitation.email,
            password,
            full_name=name,
            organisation=invitation.organisation,
            role=invitation.role,
        )
    elif _may_open_an_account(user, invitation.organisation):
        contacts.open_account(user, full_name=name, password=password, role=invitation.role)
    else:  # they got an account in another way meanwhile
        raise InvitationClosed(_("Vous avez déjà un compte\u00a0: connectez-vous avec cette adresse."))
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    return user

"""Inviting people and accepting an invitation: the only way into the CST."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import contacts, programs
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
    """Administrators and leads invite anyone; a manager their colleagues and their end customers' people.

    Whoever may invite also sends again, withdraws, removes and changes roles (accounts/leaving.py).
    """
    if inviter.is_superuser or inviter.is_lead:
        return True
    if not inviter.is_manager or inviter.organisation_id is None:
        return False
    return inviter.organisation_id in {organisation.pk, organisation.reseller_id}


def check(email: str, organisation: Organisation, role: str) -> None:
    """Raise `ValidationError`, by field, when nobody can be invited so: no such role there, or an address with an
    account. A contact of the same organisation may be invited to open one (accounts/contacts.py), and whoever left it
    to come back (accounts/leaving.py).
    """
    if role not in ROLES_BY_KIND[Organisation.Kind(organisation.kind)]:
        raise ValidationError({"role": _("Ce rôle n’existe pas dans cette organisation.")})
    programs.refuse_address(email)
    known = User.objects.filter(email=email.strip().lower()).first()  # whoever has left included
    if known is not None and not _may_open_an_account(known, organisation):
        raise ValidationError({"email": _("Cette personne a déjà un compte.")})


def _may_open_an_account(known: User, organisation: Organisation) -> bool:
    has_none = contacts.is_contact(known) or not known.is_active
    return has_none and known.organisation_id == organisation.pk


@transaction.atomic
def invite(
    inviter: User,
    *,
    email: str,
    organisation: Organisation,
    role: str,
    at: datetime,
    full_name: str = "",
    language: str = "fr",
) -> str:
    """Write an invitation, put its mail in the outbox and return the token (it is stored nowhere).

    The mail is in `language`, which the account gets too. An earlier open invitation of the same address is revoked.
    Raises what `check` raises, `ValidationError` for one too many within an hour, and `PermissionDenied` when `inviter`
    may not invite into `organisation`.
    """
    # One after the other: what they may and how many they sent is asked while nobody changes it.
    inviter = User.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=inviter.pk)
    if not may_invite(inviter, organisation):
        raise PermissionDenied
    check(email, organisation, role)
    _check_pace(inviter, at)
    address = email.strip().lower()
    Invitation.objects.filter(email=address, accepted_at=None, revoked_at=None).update(revoked_at=at)
    token = Invitation.new_token()
    Invitation.objects.create(
        email=address,
        full_name=full_name,
        organisation=organisation,
        role=role,
        language=language,
        invited_by=inviter,
        token_digest=token_digest(token),
        created_at=at,
        expires_at=at + Invitation.lifetime(),
    )
    with override(language):
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
            language=language,
            at=at,
        )
    return token


def _check_pace(inviter: User, at: datetime) -> None:
    """A manager sends so many in an hour: an account that was stolen writes to no crowd in our name."""
    sent = inviter.invitations_sent.filter(created_at__gt=at - timedelta(hours=1)).count()
    if inviter.is_manager and sent >= settings.INVITATIONS_PER_HOUR:
        raise ValidationError(
            _("%s invitations sont parties en une heure, c’est le maximum\u00a0: reprenez dans une heure.")
            % sent
        )


def send_again(invitation: Invitation, *, by: User, at: datetime) -> str:
    """The same invitation with a new token and a new term; the former link ends. Raises what `invite` raises, and
    `InvitationClosed` when it was accepted or withdrawn meanwhile."""
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise InvitationClosed(_("Cette invitation a été acceptée ou retirée entre-temps."))
    return invite(
        by,
        email=invitation.email,
        organisation=invitation.organisation,
        role=invitation.role,
        full_name=invitation.full_name,
        language=invitation.language,
        at=at,
    )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Make its link useless; a second time is harmless. An accepted one raises `InvitationClosed`."""
    if not may_invite(by, invitation.organisation):
        raise PermissionDenied
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.accepted_at is not None:
        raise InvitationClosed(_("Cette invitation vient d’être acceptée."))
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])


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
            language=invitation.language,
        )
    elif _may_open_an_account(user, invitation.organisation):
        contacts.open_account(
            user, full_name=name, password=password, role=invitation.role, language=invitation.language
        )
    else:  # they got an account in another way meanwhile
        raise InvitationClosed(_("Vous avez déjà un compte\u00a0: connectez-vous avec cette adresse."))
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    return user

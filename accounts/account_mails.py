"""The mails that django-allauth asks for, written by our templates and sent by the outbox.

By the outbox as every mail: what asks for one answers as fast for an unknown address as for a known one, a mail server
that is away loses nothing, and a robot is told that nobody wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_noop, override
from django.utils.translation import gettext as _

from accounts.models import User
from outbound_mail import composing, outbox
from outbound_mail.models import OutgoingMail

# What was changed, as the mail says it, by the name that django-allauth gives the mail.
_CHANGES = {
    "account/email/password_changed": gettext_noop("Votre mot de passe a été changé."),
    "account/email/password_set": gettext_noop("Un mot de passe a été défini."),
    "account/email/password_reset": gettext_noop("Votre mot de passe a été réinitialisé."),
    "account/email/email_changed": gettext_noop("Votre adresse est passée de %(from_email)s à %(to_email)s."),
    "account/email/email_confirm": gettext_noop("Votre adresse e-mail a été confirmée."),
    "account/email/email_deleted": gettext_noop("L’adresse %(deleted_email)s a été retirée de votre compte."),
    "mfa/email/totp_activated": gettext_noop("Une application d’authentification a été ajoutée."),
    "mfa/email/totp_deactivated": gettext_noop("L’application d’authentification a été retirée."),
    "mfa/email/webauthn_added": gettext_noop("Une clé d’accès a été ajoutée."),
    "mfa/email/webauthn_removed": gettext_noop("Une clé d’accès a été retirée."),
    "mfa/email/recovery_codes_generated": gettext_noop("De nouveaux codes de secours ont été créés."),
}
_CONFIRMATIONS = {"account/email/email_confirmation", "account/email/email_confirmation_signup"}
# For an address that no account has: nobody makes us write to strangers.
_TO_STRANGERS = {"account/email/unknown_account", "account/email/account_already_exists"}


@dataclass(frozen=True, slots=True)
class _Mail:
    template: str
    subject: str
    context: dict[str, Any]


def send(name: str, address: str, context: Mapping[str, Any], at: datetime) -> None:
    """Put the mail that django-allauth calls `name` into the outbox, in its person's language.

    For a stranger it is written and put away: the answer takes as long, and no mail leaves. An unknown `name` is a
    `KeyError`.
    """
    person = context.get("user") or User.objects.filter(email=address.lower()).first()
    language = person.language if person is not None else (get_language() or settings.LANGUAGE_CODE)
    if name in _TO_STRANGERS:
        write_and_drop(address, language, at)
        return
    with override(language):
        mail = _mail(name, context)
    outbox.put(
        to=address,
        template=mail.template,
        subject=mail.subject,
        context={**mail.context, "recipient_name": person.first_name if person is not None else ""},
        language=language,
        at=at,
        headers=outbox.AUTOMATIC,
    )


def write_and_drop(address: str, language: str, at: datetime) -> None:
    """The work of a mail without the mail."""
    mail = OutgoingMail(to=address, language=language, created_at=at)
    composing.render(mail, "login_code", {"code": "", "minutes": 0})


def _mail(name: str, context: Mapping[str, Any]) -> _Mail:
    """Template, subject and words, in the active language."""
    if name == "account/email/login_code":
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        return _Mail(
            "login_code", _("Votre code de connexion"), {"code": context["code"], "minutes": minutes}
        )
    if name == "account/email/password_reset_key":
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        words = {"url": context["password_reset_url"], "hours": hours}
        return _Mail("password_reset", _("Choisir un nouveau mot de passe"), words)
    if name in _CONFIRMATIONS:
        return _Mail("address_confirmation", _("Confirmez votre adresse"), {"url": context["activate_url"]})
    return _Mail(
        "account_changed",
        _("Votre compte a été modifié"),
        {
            "change": _(_CHANGES[name]) % context,
            "changed_at": context["timestamp"],
            "ip": context["ip"],
            "browser": context["user_agent"],
        },
    )

"""django-allauth's questions, answered for the CST."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import account_mails
from accounts.models import User


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts come from invitations (accounts/invitations.py)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # Every limit by address is of five minutes (ACCOUNT_RATE_LIMITS).
        "too_many_login_attempts": _("Trop de tentatives\u00a0: réessayez dans cinq minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names: people log in with their e-mail address."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        account_mails.send(template_prefix, email, context, timezone.now())

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """A forgotten password only: who has none yet needs an invitation (accounts/contacts.py)."""
        assert isinstance(user, User)
        if user.has_usable_password():
            super().send_password_reset_mail(user, email, context)
        else:
            account_mails.write_and_drop(email, user.language, timezone.now())

    # The addresses in mails are those of the settings: whatever Host a request claims is never mailed to anybody.

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.BASE_URL}{path.replace('UID-KEY', quote(key))}"

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return f"{settings.BASE_URL}{path}"

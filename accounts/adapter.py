"""django-allauth's questions, answered for the CST."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts come from invitations (accounts/invitations.py)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names: people log in with their e-mail address."""

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """A forgotten password only: who has none yet needs an invitation (accounts/contacts.py)."""
        if user.has_usable_password():
            super().send_password_reset_mail(user, email, context)

"""Who may log in by which way, where django-allauth asks only for an address."""

from __future__ import annotations

from allauth.account.forms import LoginForm, RequestLoginCodeForm
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import contacts
from accounts.models import User


class PasswordLoginForm(LoginForm):
    """django-allauth's, with the choice of staying logged in said in words."""

    remember = forms.BooleanField(label=_("Rester connecté sur cet appareil"), required=False, initial=True)


class LoginCodeForm(RequestLoginCodeForm):
    """A one-time code by mail, for whoever it may let in; the answer is the same for everybody else."""

    _user: User | None

    def clean_email(self) -> str:
        address: str = super().clean_email()
        if self._user is not None and not may_log_in_by_code(self._user):
            self._user = None
        return address


def may_log_in_by_code(person: User) -> bool:
    """Whether a code sent to `person` opens anything.

    A contact has no account. Where the centre's people need a second factor, a code is none: whoever has not set one up
    yet comes with a password, so that a mailbox alone opens nobody's console.
    """
    if contacts.is_contact(person) or not person.is_reached:
        return False
    needs_factor = settings.STAFF_MFA_REQUIRED and (person.is_centre or person.is_staff)
    return not needs_factor or is_mfa_enabled(person)

"""Who logs in, with the organisation that every page asks for next."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from accounts.models import User


class WithOrganisation(AuthenticationBackend):
    """django-allauth's, but that a person comes in one query with whom they act for."""

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        """A program has its token and nothing else, by whichever way in."""
        assert isinstance(user, User)
        return not user.is_program and super().user_can_authenticate(user)

    def get_user(self, user_id: int) -> User | None:
        person = User.objects.select_related("organisation").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None

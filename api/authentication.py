"""Who asks: the program of a token, or the person of the browser's session."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.models import User
from api import throttling
from api.models import ApiToken

# The last use of a token is written at most this often.
NOTED_EVERY = timedelta(minutes=1)


class CsrfFailed(PermissionDenied):
    """A write in a session without the token that only our own pages know."""

    default_code = "csrf_failed"


class TokenRefused(AuthenticationFailed):
    """A token that nobody made, that was revoked or has expired, or whose person has left."""

    default_code = "token_refused"


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer cst_…`; a token dies with its time, and with its person's account.

    Raises TokenRefused, and Throttled for an address that sends many that are refused.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        try:
            found: tuple[User, ApiToken] | None = super().authenticate(request)
        except (AuthenticationFailed, UnicodeDecodeError) as error:
            throttling.refuse_guessing(request)
            raise TokenRefused from error
        if found is not None:
            _note_use(found[1])
        return found

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Expired ones stay in the list of their person, who sees why a program stopped; they open nothing."""
        return auth_token.expiry is not None and auth_token.expiry <= timezone.now()


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the pages.

    Nobody is answered 401 and not 403 as usual with sessions: a program tells "who are you" from "not for you".
    """

    def authenticate_header(self, request: Request) -> str:
        """What a 401 must name; no browser opens a window of its own for it."""
        return "Cookie"

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise CsrfFailed from error


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)

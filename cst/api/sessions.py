"""Who asks: the person of the browser's session."""

from __future__ import annotations

from rest_framework import authentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class CsrfFailed(PermissionDenied):
    """A write in a session without the token that only our own pages know."""

    default_code = "csrf_failed"


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

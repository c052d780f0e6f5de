"""What each request takes from the person who makes it: language, time zone, a second factor."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import sessions

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonalPreferencesMiddleware:
    """French unless the person chose otherwise: their profile, else the language cookie.

    The browser's Accept-Language is left aside on purpose: the centre speaks French first, and an
    English operating system in a French company is no wish for English.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            language, zone = request.user.language, request.user.time_zone
        else:
            language, zone = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), settings.TIME_ZONE
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response


class StaffMfaMiddleware:
    """The centre's people and administrators set up a second factor before anything else, where required."""

    OPEN_PREFIXES = ("/accounts/", "/static/", "/health/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            settings.STAFF_MFA_REQUIRED
            and user.is_authenticated
            and (user.is_centre or user.is_staff)
            and not request.path.startswith(self.OPEN_PREFIXES)
            and not is_mfa_enabled(user)
        ):
            sentence = _("Le centre demande un second facteur\u202f: activez-le pour continuer.")
            if request.path.startswith("/api/"):  # a program follows no page
                raise PermissionDenied(sentence)
            messages.warning(request, sentence)
            return redirect("mfa_index")
        return self.get_response(request)


def last_seen(get_response: GetResponse) -> GetResponse:
    """The list of sessions says when each was used last (accounts/sessions.py)."""

    def note(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            sessions.saw(request, timezone.now())
        return get_response(request)

    return note

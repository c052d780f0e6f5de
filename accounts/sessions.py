"""Where a person is logged in, and ending it there; which browsers are asked for no second factor."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User

# How exact "seen last" is: a session is written at most so often, never at each request.
SEEN_EVERY = timedelta(minutes=10)
SEEN = "seen_at"


def start_seeing(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """At login: from now on the session is seen."""
    request.session[SEEN] = int(timezone.now().timestamp())


user_logged_in.connect(start_seeing, dispatch_uid="accounts.sessions")


def saw(request: HttpRequest, at: datetime) -> None:
    """Note when and from where the session of `request` was used last; asks the database only when that is due."""
    noted = request.session.get(SEEN)
    if noted is None or at.timestamp() - noted < SEEN_EVERY.total_seconds():
        return
    request.session[SEEN] = int(at.timestamp())
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=at)


def end_all(person: User) -> None:
    """End every session of `person`, those in the cache too."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def forget_remembered_browsers(person: User) -> None:
    """Every browser is asked for the second factor again.

    django-allauth keeps no list of them: a browser holds a signed print of its person's password and second factors, by
    their numbers (allauth.mfa.internal.flows.trust). A new number for one of them makes every print wrong.
    """
    factor = Authenticator.objects.select_for_update().filter(user=person).order_by("pk").first()
    if factor is not None:
        factor.delete()
        factor.pk = None
        factor.save(force_insert=True)

"""The mail that says that a token was made: to its person, or to the managers of its organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reading import as_read_by
from accounts.telling import managers_or_all
from api.models import ApiToken
from outbound_mail import outbox


@dataclass(frozen=True, slots=True)
class Seen:
    """From where something was asked for, as security mails say it."""

    ip: str
    browser: str


def made(token: ApiToken, *, by: User, seen: Seen, at: datetime) -> None:
    """Say that `by` made `token`, what it may do and until when."""
    for person in _concerned(token):
        with as_read_by(person):
            subject = _("Un jeton a été créé\u00a0: %s") % token.name
            scopes = token.scope_labels
        outbox.put(
            to=person.email,
            template="token_made",
            subject=subject,
            context={
                "token": token,
                "scopes": scopes,
                "by": by,
                "is_own": not token.user.is_program,
                "made_at": at,
                "ip": seen.ip,
                "browser": seen.browser,
                "url": settings.BASE_URL + reverse("programs:tokens"),
                "recipient_name": person.first_name,
            },
            language=person.language,
            zone=person.time_zone,
            at=at,
            headers=outbox.AUTOMATIC,
        )


def _concerned(token: ApiToken) -> list[User]:
    if not token.user.is_program:
        return [token.user]
    people = User.objects.people().filter(organisation=token.user.organisation).order_by("pk")
    leads = [person for person in people if person.role == User.Role.LEAD]
    return leads or managers_or_all(people)

"""The addresses of feeds: made and shown once, found by their digest, revoked for good."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User, token_digest
from tickets.models import CalendarFeed

MOST = 10  # of one person
_BYTES = 32
# The last use is written at most this often.
NOTED_EVERY = timedelta(minutes=1)

_log = structlog.get_logger(__name__)


class TooManyFeeds(ValueError):
    """The person has as many as anybody may; the message says what to do."""


def live(owner: User) -> QuerySet[CalendarFeed]:
    """The feeds of `owner` that open something, the latest first."""
    return CalendarFeed.objects.filter(owner=owner, revoked_at=None)


@transaction.atomic
def create(
    owner: User, name: str, *, closures: bool, sessions: bool, at: datetime
) -> tuple[CalendarFeed, str]:
    """A feed of `owner` and its secret, of 256 bits, which nobody can read again. Raises `TooManyFeeds`."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)  # two windows do not pass the limit together
    if live(owner).count() >= MOST:
        raise TooManyFeeds(_("Vous avez déjà %s agendas\u00a0: révoquez-en un.") % MOST)
    secret = secrets.token_urlsafe(_BYTES)
    row = CalendarFeed.objects.create(
        owner=owner,
        name=name,
        with_closures=closures,
        with_sessions=sessions,
        secret_digest=token_digest(secret),
        created_at=at,
    )
    _log.info("calendar_feed_created", feed=row.pk, owner=owner.pk)
    return row, secret


def revoke(feed: CalendarFeed, at: datetime) -> None:
    """Close the address of `feed`; twice changes nothing."""
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at):
        _log.info("calendar_feed_revoked", feed=feed.pk, owner=feed.owner_id)


def opened_by(secret: str) -> CalendarFeed | None:
    """The feed of an address; None when nobody made it, it was revoked, or its person has left.

    One query by a digest whatever was asked: how long it takes tells nothing of which of them it is.
    """
    rows = CalendarFeed.objects.select_related("owner__organisation")
    return rows.filter(secret_digest=token_digest(secret), revoked_at=None, owner__is_active=True).first()


def note_use(feed: CalendarFeed, at: datetime) -> None:
    """Keep when `feed` was last read, to the minute."""
    if feed.last_used_at is None or at - feed.last_used_at > NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=at)


def url(secret: str) -> str:
    """The whole address of a feed."""
    return f"{settings.BASE_URL}{reverse('feeds:feed', args=[secret])}"


def webcal_url(secret: str) -> str:
    """The same as calendar programs offer to subscribe to."""
    return "webcal://" + url(secret).split("://", 1)[1]

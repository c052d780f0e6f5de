"""Who else has the page of a ticket open, and who of them is writing: so that two do not answer at once.

A courtesy, kept in the cache alone and forgotten by itself: what holds is that an answer is refused when the ticket
changed under it (tickets/console/answering.py). Two who come in the same instant may miss each other until the next
look; a cache that is away shows nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from accounts.models import User
from tickets.models import Ticket

log = logging.getLogger(__name__)
# An open page says so every 20 s (templates/console/ticket.html): two of its looks may be lost.
STAYS = timedelta(seconds=50)


@dataclass(frozen=True, slots=True)
class Present:
    """A colleague who has the ticket before them."""

    name: str
    initials: str
    writes: bool

    @property
    def text(self) -> str:
        if self.writes:
            return _("%s écrit sur ce ticket") % self.name
        return _("%s lit ce ticket") % self.name


def look(ticket: Ticket, user: User, now: datetime, *, writes: bool = False) -> tuple[Present, ...]:
    """Say that `user` is here at `now`, and return who else is, those who write first; no query."""
    try:
        known = cache.get(_key(ticket), {})
        here = _still_here(known, now) | {user.pk: (user.full_name, user.initials, writes, now.timestamp())}
        cache.set(_key(ticket), here, STAYS.total_seconds())
    except RedisError:
        log.warning("The cache is away: nobody is shown beside ticket %s.", ticket.number)
        return ()
    others = [Present(*each[:3]) for pk, each in here.items() if pk != user.pk]
    return tuple(sorted(others, key=lambda each: (not each.writes, each.name)))


def signature(others: tuple[Present, ...]) -> str:
    """What a page that shows these sends back, to be told only what changed."""
    return ",".join(f"{each.initials}{'+' if each.writes else ''}" for each in others)


def _still_here(
    known: Mapping[int, tuple[str, str, bool, float]], now: datetime
) -> dict[int, tuple[str, str, bool, float]]:
    oldest = (now - STAYS).timestamp()
    return {pk: each for pk, each in known.items() if each[3] > oldest}


def _key(ticket: Ticket) -> str:
    return f"tickets.console.presence:{ticket.pk}"

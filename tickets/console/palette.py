"""What the words typed into the palette find: tickets, customers, devices, notes, and where each one leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from sla.wording import PARIS
from tickets.console import around_search, phone_search, ticket_lines
from tickets.console.phone_search import LineGroup

# One sign finds half of everything: a number of one digit is a ticket's, though.
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What `words` find, and the page that looks for them everywhere; nothing for too few signs."""

    words: str
    groups: tuple[LineGroup, ...] = ()
    search_url: str = ""


def found(words: str, user: User, now: datetime) -> Found:
    """What `words` find within what `user` may see; thirteen queries at most."""
    words = words.strip()
    if len(words) < FEWEST and not words.isdecimal():
        return Found(words)
    named, said = ticket_lines.found(words, user, now)
    customers = phone_search.results(words, now.astimezone(PARIS).date()).groups
    groups = (
        *ticket_lines.group(named, "console:ticket"),
        *customers,
        *around_search.notes(words, user),
        *ticket_lines.group(said, "console:ticket", _("Tickets où c’est dit")),
    )
    return Found(words, groups, _everywhere(words) if user.is_engineer else "")


def _everywhere(words: str) -> str:
    return f"{reverse('console:search')}?{urlencode({'q': words})}"

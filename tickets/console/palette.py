"""What the words typed into the palette find: tickets, organisations, people, devices, and where each one leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from sla.wording import PARIS
from tickets.console import phone_search, ticket_lines
from tickets.console.phone_search import LineGroup
from tickets.console.queue_views import QueueView

# One sign finds half of everything: a number of one digit is a ticket's, though.
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What `words` find, and the page that looks for them everywhere; nothing for too few signs."""

    words: str
    groups: tuple[LineGroup, ...] = ()
    search_url: str = ""


def found(words: str, user: User, now: datetime) -> Found:
    """What `words` find within what `user` may see; eight queries at most."""
    words = words.strip()
    if len(words) < FEWEST and not words.isdecimal():
        return Found(words)
    tickets = ticket_lines.group(ticket_lines.named(words, user, now), "console:ticket")
    customers = phone_search.results(words, now.astimezone(PARIS).date()).groups
    return Found(words, (*tickets, *customers), _everywhere(words) if user.is_engineer else "")


def _everywhere(words: str) -> str:
    return f"{reverse('console:queue')}?{urlencode({'vue': QueueView.ALL, 'q': words})}"

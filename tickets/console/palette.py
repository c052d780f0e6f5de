"""What the words typed into the palette find: tickets, organisations, people, devices, and where each one leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from sla.wording import PARIS
from tickets import search
from tickets.console import phone_search, queue
from tickets.console.access import in_sight
from tickets.console.phone_search import Line, LineGroup
from tickets.console.queue import QueueView

# One sign finds half of everything: a number of one digit is a ticket's, though.
FEWEST, TICKETS = 2, 6


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
    tickets = tuple(_tickets(words, user, now))
    groups = phone_search.results(words, now.astimezone(PARIS).date()).groups
    if tickets:
        groups = (LineGroup(_("Tickets"), "ticket", tickets, more=False), *groups)
    return Found(words, groups, _everywhere(words) if user.is_engineer else "")


def _tickets(words: str, user: User, now: datetime) -> Iterator[Line]:
    """Those that the words name by number or serial, the latest first; one query, none without a figure."""
    named = search.named(words, now)
    if named is None or not user.is_engineer:
        return
    tickets = in_sight(user).filter(named)
    for ticket in tickets.order_by("-received_at", "-id")[:TICKETS]:
        url = reverse("console:ticket", args=[ticket.number])
        yield Line(f"{ticket.number} {ticket.subject}", queue.who(ticket), url)


def _everywhere(words: str) -> str:
    return f"{reverse('console:queue')}?{urlencode({'vue': QueueView.ALL, 'q': words})}"

"""The tickets that words name, as lines to choose from: in the palette, and on the phone of a caller with a number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import normalise_serial
from tickets import search
from tickets.console import queue
from tickets.console.access import in_sight
from tickets.console.phone_search import Line, LineGroup
from tickets.models import Ticket

SHOWN = 6


def named(words: str, user: User, now: datetime) -> list[Ticket]:
    """The tickets whose number or serial is `words`, the latest first: one query, none without a figure."""
    sought = search.named(words, now)
    if sought is None or not user.is_engineer:
        return []
    return list(in_sight(user).filter(sought).order_by("-received_at", "-id")[:SHOWN])


def numbered(words: str, user: User, now: datetime) -> list[Ticket]:
    """Those whose number it is: a serial that is typed means its customer."""
    return [ticket for ticket in named(words, user, now) if ticket.serial != normalise_serial(words)]


def group(tickets: Iterable[Ticket], route: str, title: str = "") -> tuple[LineGroup, ...]:
    """The lines of `tickets` that lead to `route` on each; no group without any."""
    lines = tuple(
        Line(f"{each.number} {each.subject}", queue.who(each), reverse(route, args=[each.number]))
        for each in tickets
    )
    return (LineGroup(title or _("Tickets"), "ticket", lines, more=False),) if lines else ()

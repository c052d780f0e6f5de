"""The tickets that words name, as lines to choose from: in the palette, and on the phone of a caller with a number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import normalise_serial
from tickets import full_text, full_text_words, search
from tickets.console import gathering, queue
from tickets.console.phone_search import Line, LineGroup
from tickets.full_text import Narrowing
from tickets.models import Ticket

SHOWN = 6


def found(words: str, user: User, now: datetime) -> tuple[list[Ticket], list[Ticket]]:
    """The tickets that `words` name as a whole (number, serial, case at the manufacturer), and those on which they were
    said, the most telling first: seven queries at most, none for sales, who see no ticket.
    """
    hits = full_text.found(user, words, full_text_words.read(words), Narrowing(), now).hits
    shown = [*[hit for hit in hits if hit.named][:SHOWN], *[hit for hit in hits if not hit.named][:SHOWN]]
    seen = gathering.light(Ticket.objects.visible_to(user))
    tickets = seen.in_bulk([hit.ticket for hit in shown]) if shown else {}
    gathering.gather(tickets.values())
    said = [(tickets[hit.ticket], hit.named) for hit in shown if hit.ticket in tickets]
    return [each for each, named in said if named], [each for each, named in said if not named]


def numbered(words: str, user: User, now: datetime) -> list[Ticket]:
    """The tickets whose number is `words`, the latest first: three queries, none without a figure.

    A serial that is typed means its customer, not the tickets on it.
    """
    sought = search.named(words, now)
    if sought is None or not user.is_engineer:
        return []
    seen = gathering.light(Ticket.objects.visible_to(user))
    found = seen.filter(sought).exclude(serial=normalise_serial(words))
    tickets = list(found.order_by("-received_at", "-id")[:SHOWN])
    gathering.gather(tickets)
    return tickets


def group(tickets: Iterable[Ticket], route: str, title: str = "") -> tuple[LineGroup, ...]:
    """The lines of `tickets` that lead to `route` on each; no group without any."""
    lines = tuple(
        Line(f"{each.number} {each.subject}", queue.who(each), reverse(route, args=[each.number]))
        for each in tickets
    )
    return (LineGroup(title or _("Tickets"), "ticket", lines, more=False),) if lines else ()

"""What comes on a ticket while a customer has its page open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from tickets import thread
from tickets.history import CUSTOMER_KINDS
from tickets.models import Event, Ticket
from tickets.thread import MessageLine

# What makes a page that is open already ask for news: all that a customer sees happen.
TELLING = {*CUSTOMER_KINDS, Event.Kind.ANSWERED, Event.Kind.CUSTOMER_REPLIED}


def last_event(ticket: Ticket) -> int:
    """The id of the last thing that a customer sees happen on `ticket`: what a page has shown so far."""
    return thread.newest(ticket.events.filter(kind__in=TELLING))


def last_of(events: Iterable[Event]) -> int:
    """The same of events that were read already."""
    return max((event.pk for event in events if event.kind in TELLING), default=0)


def arrived_after(ticket: Ticket, reader: User, event: int) -> list[MessageLine]:
    """The messages of others that came after `event`, oldest first."""
    data: QuerySet[Event, Any] = ticket.events.filter(id__gt=event, kind__in=TELLING).values_list(
        "data__message", flat=True
    )
    fresh = [key for key in data if key]
    rows = thread.messages_of(ticket, reader).filter(pk__in=fresh) if fresh else ()
    return [thread.message_line(row, reader) for row in rows if row.author_id != reader.pk]

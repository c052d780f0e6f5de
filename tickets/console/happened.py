"""What happened on a ticket, read once for its page: thread, clocks and news ask for the same events.

What never happened is not asked for: a ticket without an estimate, a wish or a session has an event that would say so,
and its page reads no table for it.
"""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects

from tickets.models import Event, Ticket

# With these a ticket takes over what came of the events of another.
_TAKEN_OVER = {Event.Kind.MERGED, Event.Kind.SPLIT}


def read(ticket: Ticket) -> list[Event]:
    """The events of `ticket` with their actors, kept on the row for whoever asks next: one query."""
    prefetch_related_objects([ticket], Prefetch("events", Event.objects.select_related("actor")))
    return list(ticket.events.all())


def any_of(ticket: Ticket, *kinds: Event.Kind) -> bool:
    """Whether one of these may have left rows on `ticket`; no query once its events were read."""
    known = {event.kind for event in ticket.events.all()}
    return not known.isdisjoint({*kinds, *_TAKEN_OVER})


def newest(ticket: Ticket) -> int:
    """The id of the last event, 0 for none; no query once they were read."""
    return max((event.pk for event in ticket.events.all()), default=0)

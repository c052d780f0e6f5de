"""What others do to a ticket while an engineer has its page open."""

from __future__ import annotations

from accounts.models import User
from tickets import history, thread
from tickets.models import Event, Ticket

# Reading is no news, nor what the clock does by itself; every other event of somebody else is.
_NO_NEWS = (
    Event.Kind.ATTACHMENT_OPENED,
    Event.Kind.ATTACHMENT_PURGED,
    Event.Kind.ALERTED,
    Event.Kind.CALENDAR_CHANGED,
)


def last_event(ticket: Ticket) -> int:
    """The id of the last event of `ticket`: what a page that is made now has shown."""
    return thread.newest(ticket.events.all())


def since(ticket: Ticket, reader: User, shown: int) -> list[str]:
    """What others did after event `shown`, as sentences, oldest first."""
    events = ticket.events.filter(id__gt=shown).exclude(kind__in=_NO_NEWS).exclude(actor=reader)
    said = (history.say(event, reader) for event in events.select_related("actor").order_by("id"))
    return [sentence for sentence in said if sentence]

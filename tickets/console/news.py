"""What others do to a ticket while an engineer has its page open."""

from __future__ import annotations

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import history, thread
from tickets.models import Event, Ticket

# Of what somebody wrote meanwhile, so many characters are shown.
WORDS_SHOWN = 240
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
    """What others did after event `shown`, as sentences, oldest first; what they wrote goes along, shortened.

    One query, two when somebody wrote.
    """
    rows = ticket.events.filter(id__gt=shown).exclude(kind__in=_NO_NEWS).exclude(actor=reader)
    events = list(rows.select_related("actor").order_by("id"))
    written = _written(ticket, events)
    said = ((history.say(event, reader), written.get(event.data.get("message", ""), "")) for event in events)
    return [_with_words(sentence, words) for sentence, words in said if sentence]


def _written(ticket: Ticket, events: list[Event]) -> dict[str, str]:
    """The texts that these events brought, by message."""
    keys = [key for event in events if (key := event.data.get("message"))]
    if not keys:
        return {}
    return {str(key): body for key, body in ticket.messages.filter(pk__in=keys).values_list("pk", "body")}


def _with_words(sentence: str, words: str) -> str:
    if not words:
        return sentence
    return _("%(sentence)s\u00a0: «\u00a0%(words)s\u00a0»") % {
        "sentence": sentence,
        "words": Truncator(" ".join(words.split())).chars(WORDS_SHOWN),
    }

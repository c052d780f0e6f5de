"""The same words again: what tells the template of a robot from what a person writes."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

from contracts.models import Channel
from tickets.models import Message, Ticket

# A robot answers each mail by the same sentences; after a day the same sentence is news again.
WITHIN = timedelta(days=1)
_READ = 20_000
_LETTERS_ONLY = re.compile(r"(?<![\w.-])[^\W\d_]+(?![\w-])")


@lru_cache(maxsize=256)
def template(text: str) -> str:
    """The words of `text` without case, signs and numbers: « Demande n° 4711 » and « demande n° 4712 » are one.

    A word that holds a digit anywhere is a number: serials, dates, references.
    """
    return " ".join(_LETTERS_ONLY.findall(text[:_READ].lower()))


def is_said_again(ticket: Ticket, message: Message) -> bool:
    """Whether the author of `message`, which came by mail, wrote its words on `ticket` within a day before; never of
    one that brings files.
    """
    if message.channel != Channel.MAIL or message.attachments.exists():
        return False
    said = ticket.messages.filter(
        author=message.author, channel=Channel.MAIL, sent_at__gt=message.sent_at - WITHIN
    ).exclude(pk=message.pk)
    words = template(message.body)
    return any(template(body) == words for body in said.values_list("body", flat=True)[:20])

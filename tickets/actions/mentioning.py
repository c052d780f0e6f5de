"""A colleague named in an internal note is told, and sees what waits for them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tickets import mentions, ticket_mails
from tickets.models import Mention, Message, Ticket


def mention(ticket: Ticket, message: Message, *, at: datetime) -> list[Mention]:
    """Keep whom a note that was just written names, and tell each by mail; called by the verb that writes it, in its
    transaction.
    """
    people = mentions.tell_apart(message)
    rows = Mention.objects.bulk_create(Mention(message=message, person=person, at=at) for person in people)
    for person in people:
        ticket_mails.automatic(
            ticket,
            person,
            "mentioned",
            lambda: _("%s vous demande votre avis") % message.author_name,
            at,
            message=message,
        )
    return rows

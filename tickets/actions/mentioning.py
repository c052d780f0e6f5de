"""A colleague named in an internal note is told, and sees what waits for them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from tickets import mentions, permissions, ticket_mails
from tickets.models import Mention, Message, Ticket
from tickets.permissions import Action


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


def see(ticket: Ticket, *, reader: User, at: datetime) -> int:
    """`reader` has read what names them on `ticket`; returns how many notes that was. Twice is once."""
    permissions.require(reader, Action.NOTE, ticket)
    return mentions.unseen(reader).filter(message__ticket=ticket).update(seen_at=at)

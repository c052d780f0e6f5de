"""Which ended tickets wait for the opinion of those who asked, and how long (CH-V.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import User
from tickets.models import Ticket
from tickets.visibility import TicketQuerySet

# Counted from the end of the ticket; until then an opinion may be given, and changed.
OPEN_FOR = timedelta(days=14)


def is_open(ticket: Ticket, at: datetime) -> bool:
    """Whether an opinion on `ticket` may be given or changed at `at`."""
    return ticket.is_ended and ticket.merged_into_id is None and at - ticket.waiting_since <= OPEN_FOR


def awaited_from(user: User, at: datetime) -> TicketQuerySet:
    """The tickets of `user` that the centre answered, that ended lately, and on which nobody gave an opinion yet."""
    own = Q(requester=user) | Q(escalated_by=user)
    return Ticket.objects.visible_to(user).filter(
        own,
        status__in=Ticket.ENDED,
        merged_into=None,
        satisfaction=None,
        first_response_at__isnull=False,
        waiting_since__gte=at - OPEN_FOR,
    )

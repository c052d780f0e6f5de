"""Whose request a ticket is: the organisation that asked, and the reseller that passed it on to the centre (CH-II.2).

Both are answered, and either may reply. Who else sees the ticket is visibility.py's business.
"""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from tickets.models import Ticket


def is_party(user: User, ticket: Ticket) -> bool:
    """Whether `user` acts for one of those whose request `ticket` is."""
    if user.organisation_id is None:
        return False
    if ticket.organisation_id == user.organisation_id:
        return True
    return ticket.escalated_by_id is not None and ticket.reseller_id == user.organisation_id


def requests_of(user: User) -> Q:
    """The tickets that `is_party` says yes of, as a filter."""
    own = Q(organisation=user.organisation_id)
    return own | Q(reseller=user.organisation_id, escalated_by__isnull=False)


def people(ticket: Ticket) -> list[User]:
    """Who is answered: the reseller's person first, then the requester, then those of the requests that were merged
    into this one; each once.
    """
    merged = ticket.merged_from.select_related("escalated_by__organisation", "requester__organisation")
    asked = [(each.escalated_by, each.requester) for each in (ticket, *merged.order_by("pk"))]
    return list(dict.fromkeys(person for pair in asked for person in pair if person is not None))


def names(ticket: Ticket) -> list[str]:
    """The same people of the ticket itself by name, or the address that wrote."""
    requester = ticket.requester.full_name if ticket.requester else ticket.requester_address
    return [ticket.escalated_by.full_name, requester] if ticket.escalated_by else [requester]

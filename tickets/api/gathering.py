"""What tickets name besides themselves, read once for all of them: people, organisations, what they were merged into.

Joined to their tickets these are six tables more in one query, which takes longer to plan than to read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Model

from accounts.models import Organisation, User
from tickets.models import Ticket
from tickets.visibility import TicketQuerySet

_PEOPLE = ("requester", "assignee")
_ORGANISATIONS = ("organisation", "reseller")


def light(tickets: TicketQuerySet) -> TicketQuerySet:
    """`tickets` with what `gather` does not read: their product and their contract."""
    return tickets.select_related("device__product", "contract")


def gather(tickets: Collection[Ticket], reader: User) -> None:
    """Read what `tickets` name: two queries, a third where one was merged into what `reader` sees or not."""
    _set(tickets, _PEOPLE, User.objects.in_bulk(_keys(tickets, _PEOPLE)))
    _set(tickets, _ORGANISATIONS, Organisation.objects.in_bulk(_keys(tickets, _ORGANISATIONS)))
    if merged := _keys(tickets, ("merged_into",)):
        _set(tickets, ("merged_into",), Ticket.objects.visible_to(reader).in_bulk(merged))


def merged_into(ticket: Ticket) -> Ticket | None:
    """Where the conversation of a gathered ticket goes on, if its reader sees that one."""
    is_seen = Ticket._meta.get_field("merged_into").is_cached(ticket)
    return ticket.merged_into if is_seen else None


def _keys(tickets: Collection[Ticket], fields: tuple[str, ...]) -> set[int]:
    keys = {getattr(ticket, f"{field}_id") for ticket in tickets for field in fields}
    return keys - {None}


def _set(tickets: Collection[Ticket], fields: tuple[str, ...], found: Mapping[int, Model]) -> None:
    for ticket in tickets:
        for field in fields:
            key = getattr(ticket, f"{field}_id")
            if key in found:
                setattr(ticket, field, found[key])

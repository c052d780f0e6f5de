"""What the mails around a ticket tell whoever works on it: one that is held names it, or nobody was told of its own.

The mails are reached by their relation to the ticket; the app that reads them stands above this one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from tickets.models import Ticket

HELD_SHOWN = 5


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that names the ticket without belonging to it, and waits for an engineer: the words of whoever sent it."""

    url: str
    sender: str
    subject: str


@dataclass(frozen=True, slots=True)
class Beside:
    """`is_untold`: so much had been answered to its requester that nothing told them what became of their mail."""

    held: tuple[HeldMail, ...]
    is_untold: bool


def of_ticket(ticket: Ticket) -> Beside:
    """What stands beside `ticket`, the latest first; one query."""
    mails = ticket.mails.model.objects
    rows = mails.filter(Q(related_ticket=ticket, status="held") | Q(ticket=ticket, hints__untold=True)).only(
        "from_address", "from_name", "subject", "ticket_id"
    )
    found = list(rows.order_by("ticket_id", "-received_at", "-id")[: HELD_SHOWN + 1])  # the held ones last
    held = [row for row in found if row.ticket_id is None][:HELD_SHOWN]
    return Beside(
        tuple(
            HeldMail(row.get_absolute_url(), f"{row.from_name} {row.from_address}".strip(), row.subject)
            for row in held
        ),
        is_untold=any(row.ticket_id is not None for row in found),
    )

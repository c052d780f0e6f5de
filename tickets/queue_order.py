"""The order in which the centre works, as the charter wants it (CH-V.1, CH-V.2).

1. Premium with its first-response clock running, by working time left: the earliest deadline first.
2. Premium already answered once, the ball being with the centre again: by how long it has been there.
3. Standard of severity 1 and 2, and PS assistance, in order of arrival.
4. Standard of severity 3 and 4, in order of arrival.

The place is stored on the row, so that the queue is one scan of one partial index.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.models import Ticket
    from tickets.visibility import TicketQuerySet


class Rank(IntEnum):
    """The four files of the queue, first to last."""

    PROMISED = 1
    PROMISED_FOLLOW_UP = 2
    ARRIVAL = 3
    NO_COMMITMENT = 4


def place(ticket: Ticket, arrived_at: datetime) -> tuple[Rank, datetime] | None:
    """The rank and the instant that `ticket` queues by; None when the ball is not with the centre.

    `arrived_at` is when it came, or what was merged into it (response_clock.Clocks.arrived_at).
    """
    if not ticket.is_active:
        return None
    if ticket.due_at is not None and ticket.first_response_at is not None:
        return Rank.PROMISED_FOLLOW_UP, ticket.waiting_since
    return first_place(ticket.due_at, ticket.severity, arrived_at)


def first_place(
    due_at: datetime | None, severity: int | None, received_at: datetime
) -> tuple[Rank, datetime]:
    """Where a request queues until its first answer; `due_at` None: nothing is promised (CH-V.1, CH-V.2)."""
    if due_at is not None:
        return Rank.PROMISED, due_at
    # A request that named no severity is not made to wait behind one that did.
    minor = severity is not None and severity >= 3
    return (Rank.NO_COMMITMENT if minor else Rank.ARRIVAL), received_at


def in_order(tickets: TicketQuerySet) -> TicketQuerySet:
    """The tickets of the queue among `tickets`, in its order."""
    return tickets.filter(queue_rank__isnull=False).order_by("queue_rank", "queue_key", "id")

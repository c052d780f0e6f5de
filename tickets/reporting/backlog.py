"""What is not ended now, by its age since it reached the centre, and by whose turn it is. It knows no period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Case, Count, IntegerField, Value, When

from tickets.models import Status, Ticket
from tickets.reporting.scope import Scope

# Ages in whole days since arrival, nights and week-ends included: who waits counts them too.
LIMITS = (1, 3, 7, 14, 30)


class Turn(StrEnum):
    """Who has the ball."""

    CENTRE = "centre"
    CUSTOMER = "customer"
    VENDOR = "vendor"


_TURNS: dict[str, Turn] = {Status.WAITING_CUSTOMER: Turn.CUSTOMER, Status.AT_VENDOR: Turn.VENDOR}


@dataclass(frozen=True, slots=True)
class Backlog:
    """Tickets by (age, turn); age 0 is under the first of `LIMITS`, the last one is beyond all of them."""

    cells: Mapping[tuple[int, Turn], int]

    @property
    def total(self) -> int:
        return sum(self.cells.values())


def backlog(scope: Scope) -> Backlog:
    """One query, over the tickets in the states that the centre works on."""
    ages = [
        When(received_at__gt=scope.now - timedelta(days=limit), then=Value(i))
        for i, limit in enumerate(LIMITS)
    ]
    live = scope.tickets.filter(status__in=(*Ticket.ACTIVE, Status.WAITING_CUSTOMER, Status.AT_VENDOR))
    aged = live.order_by().values(
        "status", age=Case(*ages, default=Value(len(LIMITS)), output_field=IntegerField())
    )
    found: Counter[tuple[int, Turn]] = Counter()
    for row in aged.annotate(count=Count("pk")):
        found[row["age"], _TURNS.get(row["status"], Turn.CENTRE)] += row["count"]
    return Backlog(found)

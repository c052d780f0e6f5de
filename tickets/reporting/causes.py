"""What the requests were, in the end: the causes of those that ended in the period."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count

from tickets.models import Ticket
from tickets.reporting.scope import Scope


def causes(scope: Scope) -> Mapping[str, int]:
    """How many ended tickets by cause (the values of `ClosingCause`, empty where nobody said), the most first.

    Merged ones count with the ticket that went on. One query, over the index of states and of since when they hold.
    """
    ended = scope.within("waiting_since").filter(status__in=Ticket.ENDED, merged_into=None)
    rows = ended.order_by().values_list("cause").annotate(count=Count("pk"))
    return dict(sorted(rows, key=lambda row: (not row[0], -row[1], row[0])))

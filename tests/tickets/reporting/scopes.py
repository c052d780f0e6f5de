"""What the figures of these tests are asked of: October 2026, every ticket, judged where the test stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tickets.models import Ticket
from tickets.reporting.periods import Unit, containing
from tickets.reporting.scope import Scope

OCTOBER = containing(Unit.MONTH, date(2026, 10, 13))


def october(now: datetime, **changes: Any) -> Scope:
    return Scope(**{"seen": Ticket.objects.all(), "period": OCTOBER, "now": now, **changes})

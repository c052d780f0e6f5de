"""What a ticket that ends leaves nobody to decide: its PS work, a wish for severity, a session to come."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from tickets.actions import asking_severity, estimating, remote_sessions
from tickets.models import Ticket


def settle(ticket: Ticket, *, by: User, at: datetime) -> dict[str, int]:
    """Settle all of it on a (locked) ticket; what the event of the end keeps of it (estimating.settle)."""
    asking_severity.withdraw(ticket, by=by, at=at)
    remote_sessions.call_off(ticket, by=by, at=at)
    return estimating.settle(ticket, by=by, at=at)

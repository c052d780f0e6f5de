"""What hangs on a ticket, for its page: asked for only where there is some, and of its people their names alone.

Each further table of one query doubles what the planner weighs: nine take longer to plan than to read.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet, Subquery

from accounts.models import User
from tickets.models import Estimate, RemoteSession, SeverityRequest, Ticket, VendorCase

_MODELS: dict[str, type[Model]] = {
    "estimates": Estimate,
    "remote_sessions": RemoteSession,
    "severity_requests": SeverityRequest,
    "vendor_cases": VendorCase,
}
_PEOPLE = ("requester", "escalated_by", "assignee")


def said_beside() -> dict[str, Exists | Subquery]:
    """Whether a ticket has any of each, and what its people are called; read with it."""
    there = {
        f"has_{name}": Exists(model._default_manager.filter(ticket=OuterRef("pk")))
        for name, model in _MODELS.items()
    }
    called = {
        f"{field}_name": Subquery(User.objects.filter(pk=OuterRef(field)).values("full_name"))
        for field in _PEOPLE
    }
    return {**there, **called}


def name_of(ticket: Ticket, field: str) -> str:
    """What the person is called that `field` of a ticket read with `said_beside` names; empty for nobody."""
    return getattr(ticket, f"{field}_name") or ""


def prefetch(ticket: Ticket, name: str, rows: QuerySet[Any]) -> Prefetch[Any]:
    """`rows` of the relation `name`; no query for a ticket that was read with `said_beside` and has none."""
    return Prefetch(name, rows if getattr(ticket, f"has_{name}", True) else rows.none())

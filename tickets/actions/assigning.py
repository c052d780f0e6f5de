"""Who works on a ticket."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import permissions
from tickets.actions.writing import NotPossible, lock, record
from tickets.models import Event, Ticket
from tickets.permissions import Action


@transaction.atomic
def assign(ticket: Ticket, assignee: User | None, *, actor: User, at: datetime) -> Ticket:
    """Give `ticket` to an engineer, or to nobody; raises `NotPossible` for anyone else."""
    permissions.require(actor, Action.ASSIGN, ticket)
    if assignee is not None and (assignee.is_program or not assignee.is_engineer):
        raise NotPossible(_("Un ticket s’affecte à un ingénieur du CST."))
    locked = lock(ticket)
    if locked.assignee_id == (assignee.pk if assignee else None):
        return locked
    before = locked.assignee.full_name if locked.assignee else ""
    locked.assignee = assignee
    data = {"before": before, "after": assignee.full_name if assignee else ""}
    record(locked, Event.Kind.ASSIGNED, actor=actor, at=at, data=data)
    return locked

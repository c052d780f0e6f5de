"""The waiver (dérogation): an engineer opens what the charter does not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import notifications, permissions, response_clock
from tickets.actions.writing import NotPossible, lock, move, record
from tickets.models import Event, Status, Ticket
from tickets.permissions import Action


@transaction.atomic
def waive(ticket: Ticket, reason: str, *, actor: User, at: datetime) -> Ticket:
    """Open a refused or redirected request, for a reason that staff will read.

    The verdict stays as it was given, and the event keeps it; the customer is told "à titre exceptionnel", and so is
    the reseller in whose hands it was. The clock counts from when the request was received, by the level of the
    contract if there is one. Raises `NotPossible` when the request is open already or the reason is empty.
    """
    permissions.require(actor, Action.WAIVE, ticket)
    if not reason.strip():
        raise NotPossible(_("Une dérogation demande une raison."))
    locked = lock(ticket)
    if locked.status not in response_clock.UNPROMISED:
        raise NotPossible(_("Cette demande est déjà ouverte."))
    with_reseller = locked.status == Status.WITH_RESELLER
    move(locked, Status.NEW, at)
    locked.waived = True
    data = {
        "reason": reason.strip(),
        "verdict": locked.verdict_json,
        **response_clock.promise_data(locked),
    }
    record(locked, Event.Kind.WAIVED, actor=actor, at=at, data=data)
    notifications.waived(locked, at)
    if with_reseller:
        notifications.taken_from_reseller(locked, at)
    return locked

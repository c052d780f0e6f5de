"""Passing a redirected request on to the reseller, who assures the first level (CH-II.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.decision import Reason
from tickets import notifications, permissions
from tickets.actions.writing import NotPossible, lock, move, record
from tickets.models import Event, Status, Ticket
from tickets.permissions import Action


@transaction.atomic
def pass_to_reseller(ticket: Ticket, *, actor: User, at: datetime) -> Ticket:
    """Put the request into the hands of the requester's reseller, who is told by mail; twice changes nothing.

    Raises `NotPossible` when the reseller is not the one to ask.
    """
    permissions.require(actor, Action.PASS_TO_RESELLER, ticket)
    locked = lock(ticket)
    if locked.status == Status.WITH_RESELLER:
        return locked
    if locked.status != Status.REFUSED or locked.verdict.reason is not Reason.CONTACT_YOUR_RESELLER:
        raise NotPossible(_("Cette demande ne relève pas de votre revendeur."))
    if locked.reseller is None:
        raise NotPossible(_("Aucun revendeur n’est connu pour cette demande."))
    move(locked, Status.WITH_RESELLER, at)
    record(locked, Event.Kind.PASSED_TO_RESELLER, actor=actor, at=at, data={"reseller": locked.reseller.name})
    notifications.passed_to_reseller(locked, at)
    return locked

"""Escalation to the manufacturer (CH-V.1, CH-V.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Vendor
from tickets import permissions
from tickets.actions.writing import NotPossible, lock, move, record
from tickets.models import Event, Status, Ticket, VendorCase
from tickets.permissions import Action


@dataclass(frozen=True, slots=True)
class Case:
    """The case as the manufacturer knows it; `summary` is what the customer reads."""

    vendor: Vendor
    number: str
    summary: str


def escalate(ticket: Ticket, case: Case, *, actor: User, at: datetime) -> VendorCase:
    """Record a case at the manufacturer; the ticket waits there. The promise on first response goes on.

    Raises `NotPossible` when the ticket is not open, or the number is another ticket's.
    """
    permissions.require(actor, Action.ESCALATE, ticket)
    try:
        with transaction.atomic():
            return _escalate(ticket, case, actor, at)
    except IntegrityError as error:
        if "vendor_case_number_once" not in str(error):
            raise
        sentence = _("Le dossier %(number)s de %(vendor)s est déjà rattaché à un ticket.")
        raise NotPossible(sentence % {"number": case.number, "vendor": case.vendor}) from error


def _escalate(ticket: Ticket, case: Case, actor: User, at: datetime) -> VendorCase:
    locked = lock(ticket)
    if not locked.is_answerable or locked.is_ended:
        raise NotPossible(_("Seul un ticket ouvert s’escalade chez le constructeur."))
    row = VendorCase.objects.create(
        ticket=locked,
        vendor=case.vendor,
        number=case.number,
        summary=case.summary,
        opened_by=actor,
        opened_at=at,
    )
    # Until somebody answered the customer, the ball is with the centre whatever the manufacturer does.
    if locked.first_response_at is not None or locked.due_at is None:
        move(locked, Status.AT_VENDOR, at)
    data = {"vendor": case.vendor.name, "number": case.number}
    record(locked, Event.Kind.ESCALATED, actor=actor, at=at, data=data)
    return row

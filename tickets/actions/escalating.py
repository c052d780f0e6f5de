"""Escalation to the manufacturer (CH-V.1, CH-V.2): its case, what the customer reads of it, and its end.

What the manufacturer answers, or does not, is hearing_vendors.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Vendor
from tickets import permissions, vendor_silence
from tickets.actions.writing import NotPossible, lock, move, record
from tickets.models import Event, Status, Ticket, VendorCase
from tickets.permissions import Action

DETAILS = ["contact", "link", "summary", "silence_hours", "remind_at"]


@dataclass(frozen=True, slots=True)
class Case:
    """The case as the manufacturer knows it; `summary` is what the customer reads. After `silence_hours` working hours
    without a word its engineer is reminded (CH-I), never when None.
    """

    vendor: Vendor
    number: str
    summary: str
    contact: str = ""
    link: str = ""
    silence_hours: int | None = None


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


@transaction.atomic
def keep_case(row: VendorCase, case: Case, *, actor: User, at: datetime) -> VendorCase:
    """Change contact, link, summary and reminder of a case; its vendor and number stay. Counted again from now on.

    The history says what the customer reads. Raises `NotPossible` when the case is closed.
    """
    permissions.require(actor, Action.ESCALATE, row.ticket)
    ticket, row = lock_case(row)
    if row.closed_at is not None:
        raise NotPossible(_("Le dossier %s est clos\u00a0: rouvrez-le d’abord.") % row.number)
    is_new = row.summary != case.summary
    row.contact, row.link, row.summary = case.contact, case.link, case.summary
    row.silence_hours = case.silence_hours
    row.remind_at = vendor_silence.reminder(case.silence_hours, at)
    row.save(update_fields=DETAILS)
    if is_new:
        _say(ticket, row, "updated", actor, at)
    return row


@transaction.atomic
def close_case(row: VendorCase, *, actor: User, at: datetime) -> VendorCase:
    """The manufacturer is done; a ticket that waited there alone is the centre's again. Twice changes nothing."""
    permissions.require(actor, Action.ESCALATE, row.ticket)
    ticket, row = lock_case(row)
    if row.closed_at is not None:
        return row
    row.closed_at, row.remind_at = at, None
    row.save(update_fields=["closed_at", "remind_at"])
    others = ticket.vendor_cases.filter(closed_at__isnull=True)
    if ticket.status == Status.AT_VENDOR and not others.exists():
        move(ticket, Status.OPEN, at)
    _say(ticket, row, "closed", actor, at)
    return row


@transaction.atomic
def reopen_case(row: VendorCase, *, actor: User, at: datetime) -> VendorCase:
    """The case goes on after all; the ticket waits there again if that is possible. Twice changes nothing."""
    permissions.require(actor, Action.ESCALATE, row.ticket)
    ticket, row = lock_case(row)
    if row.closed_at is None:
        return row
    row.closed_at, row.remind_at = None, vendor_silence.reminder(row.silence_hours, at)
    row.save(update_fields=["closed_at", "remind_at"])
    if ticket.is_answerable and not ticket.is_ended:
        _wait_there(ticket, at)
    _say(ticket, row, "reopened", actor, at)
    return row


def lock_case(row: VendorCase) -> tuple[Ticket, VendorCase]:
    """The ticket, then its case, fresh and locked in the order that every verb takes."""
    return lock(row.ticket), VendorCase.objects.select_for_update(of=("self",)).select_related("vendor").get(
        pk=row.pk
    )


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
        contact=case.contact,
        link=case.link,
        silence_hours=case.silence_hours,
        remind_at=vendor_silence.reminder(case.silence_hours, at),
    )
    _wait_there(locked, at)
    data = {"vendor": case.vendor.name, "number": case.number}
    record(locked, Event.Kind.ESCALATED, actor=actor, at=at, data=data)
    return row


def _wait_there(ticket: Ticket, at: datetime) -> None:
    """Until somebody answered the customer, the ball is with the centre whatever the manufacturer does."""
    if ticket.first_response_at is not None or ticket.due_at is None:
        move(ticket, Status.AT_VENDOR, at)


def _say(ticket: Ticket, row: VendorCase, what: str, actor: User, at: datetime) -> None:
    data = {"vendor": row.vendor.name, "number": row.number, "case": what}
    record(ticket, Event.Kind.ESCALATED, actor=actor, at=at, data=data)

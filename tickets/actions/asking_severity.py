"""A customer asks that its ticket be taken for more severe; what becomes of the wish when the ticket moves (CH-V.2).

An engineer accepts or declines it: deciding_severity.py.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.decision import Kind
from tickets import following_notices, permissions
from tickets.actions.writing import NotPossible, lock, record
from tickets.models import Event, SeverityRequest, Ticket
from tickets.permissions import Action

Decision = SeverityRequest.Decision


@transaction.atomic
def ask(ticket: Ticket, wanted: int, reason: str, *, actor: User, at: datetime) -> SeverityRequest:
    """Wish for severity `wanted`, 1 to 4, with a reason; the same wish twice is one.

    Raises `NotPossible` when the ticket is not open, knows no severity (CH-PS), is as severe already, or when another
    wish waits for its decision.
    """
    permissions.require(actor, Action.ASK_SEVERITY, ticket)
    locked = lock(ticket)
    waiting = pending(locked)
    if waiting is not None and (waiting.asked_by_id, waiting.wanted, waiting.reason) == (
        actor.pk,
        wanted,
        reason,
    ):
        return waiting
    _refuse_unless_askable(locked, wanted, waiting)
    row = SeverityRequest.objects.create(
        ticket=locked, before=locked.severity, wanted=wanted, reason=reason, asked_by=actor, asked_at=at
    )
    data = {"request": row.pk, "before": row.before, "wanted": wanted, "reason": reason}
    record(locked, Event.Kind.SEVERITY_ASKED, actor=actor, at=at, data=data)
    following_notices.severity_asked(locked, row, at)
    return row


def pending(ticket: Ticket) -> SeverityRequest | None:
    """The wish that waits for a decision, if any; no query where the wishes are prefetched."""
    return next((row for row in ticket.severity_requests.all() if row.decision == Decision.PENDING), None)


def settle_by_qualifying(ticket: Ticket, *, by: User, at: datetime) -> SeverityRequest | None:
    """The wish that the qualification of a (locked) ticket fulfils, settled: it is as severe as wished, or more.

    One on a ticket that has no severity any more is withdrawn.
    """
    row = pending(ticket)
    if row is None:
        return None
    if ticket.kind != Kind.INCIDENT:
        withdraw(ticket, by=by, at=at)
        return None
    if ticket.severity is None or ticket.severity > row.wanted:
        return None
    decide(row, ticket, Decision.ACCEPTED, by=by, at=at)
    return row


def withdraw(ticket: Ticket, *, by: User, at: datetime) -> None:
    """End the wish of a (locked) ticket that ends: nothing is left to decide, and nobody is told of it."""
    row = pending(ticket)
    if row is not None:
        row.decision, row.decided_by, row.decided_at = Decision.WITHDRAWN, by, at
        row.save(update_fields=["decision", "decided_by", "decided_at"])


def decide(row: SeverityRequest, ticket: Ticket, decision: str, *, by: User, at: datetime) -> None:
    """Write the decision on a pending wish of a (locked) ticket, and its event."""
    row.decision, row.decided_by, row.decided_at = decision, by, at
    row.save(update_fields=["decision", "answer", "decided_by", "decided_at"])
    data = {
        "request": row.pk,
        "before": row.before,
        "after": ticket.severity,
        "wanted": row.wanted,
        "decision": decision,
        "answer": row.answer,
    }
    record(ticket, Event.Kind.SEVERITY_DECIDED, actor=by, at=at, data=data)


def _refuse_unless_askable(ticket: Ticket, wanted: int, waiting: SeverityRequest | None) -> None:
    if not ticket.is_answerable or ticket.is_ended:
        raise NotPossible(_("La sévérité se demande sur un incident ouvert."))
    if ticket.kind != Kind.INCIDENT:
        raise NotPossible(_("Une demande d’assistance n’a pas de sévérité."))
    if waiting is not None:
        raise NotPossible(_("Une demande de sévérité attend déjà la décision du CST."))
    if ticket.severity is not None and wanted >= ticket.severity:
        raise NotPossible(
            _("Votre incident est déjà en sévérité %s\u00a0: choisissez un impact plus grave.")
            % ticket.severity
        )

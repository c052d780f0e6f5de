"""An engineer answers a customer's wish for a higher severity (CH-V.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import following_notices, permissions
from tickets.actions import asking_severity
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.writing import NotPossible, lock
from tickets.models import SeverityRequest, Ticket
from tickets.permissions import Action

Decision = SeverityRequest.Decision


@transaction.atomic
def accept(row: SeverityRequest, answer: str = "", *, actor: User, at: datetime) -> SeverityRequest:
    """Qualify the ticket as wished: the deadline is recomputed from the original start. Twice changes nothing.

    Raises `NotPossible` when it was decided otherwise, or when the ticket ended meanwhile.
    """
    ticket, current = _locked(row, actor)
    if current.decision == Decision.ACCEPTED:
        return current
    _refuse_decided(current)
    current.answer = answer
    current.save(update_fields=["answer"])
    severity = current.wanted if ticket.severity is None else min(current.wanted, ticket.severity)
    qualify(ticket, Qualification(severity, ticket.serial, ticket.kind), actor=actor, at=at)
    current.refresh_from_db()
    return current


@transaction.atomic
def decline(row: SeverityRequest, answer: str, *, actor: User, at: datetime) -> SeverityRequest:
    """Keep the severity, and say why in a sentence that the customer reads. Twice changes nothing.

    Raises `NotPossible` without that sentence, or when it was decided otherwise.
    """
    ticket, current = _locked(row, actor)
    if current.decision == Decision.DECLINED:
        return current
    _refuse_decided(current)
    if not answer.strip():
        raise NotPossible(_("Dites au client pourquoi la sévérité reste la même."))
    current.answer = answer
    asking_severity.decide(current, ticket, Decision.DECLINED, by=actor, at=at)
    following_notices.severity_declined(ticket, current, at)
    return current


def _locked(row: SeverityRequest, actor: User) -> tuple[Ticket, SeverityRequest]:
    """The ticket, then its wish, fresh and locked in the order that every verb takes."""
    permissions.require(actor, Action.DECIDE_SEVERITY, row.ticket)
    return lock(row.ticket), SeverityRequest.objects.select_for_update().get(pk=row.pk)


def _refuse_decided(row: SeverityRequest) -> None:
    if row.decision != Decision.PENDING:
        raise NotPossible(_("Cette demande de sévérité n’attend plus de décision."))

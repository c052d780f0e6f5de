"""Estimates of PS work and the customer's decision on them (CH-PS)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import credit
from tickets import notifications, permissions
from tickets.actions.writing import NotPossible, lock, move, record
from tickets.models import Estimate, Event, Status, Ticket
from tickets.permissions import Action


@transaction.atomic
def propose(ticket: Ticket, minutes: int, description: str, *, actor: User, at: datetime) -> Estimate:
    """Propose `minutes` of work to the requester's organisation; the ticket waits for its decision.

    Raises `NotPossible` when nobody can pay, when another estimate waits, or when the ticket is not open.
    """
    permissions.require(actor, Action.ESTIMATE, ticket)
    locked = lock(ticket)
    if not locked.is_answerable or locked.is_ended:
        raise NotPossible(_("Seul un ticket ouvert reçoit une estimation."))
    if locked.organisation is None:
        raise NotPossible(_("Le demandeur n’a pas d’organisation qui puisse payer."))
    if minutes <= 0:
        raise NotPossible(_("Une estimation est d’une minute au moins."))
    if locked.estimates.filter(decision=Estimate.Decision.PENDING).exists():
        raise NotPossible(_("Une estimation attend déjà la décision du client."))
    estimate = Estimate.objects.create(
        ticket=locked,
        payer=locked.organisation,
        minutes=minutes,
        description=description,
        proposed_by=actor,
        proposed_at=at,
    )
    move(locked, Status.WAITING_CUSTOMER, at)
    data = {"estimate": estimate.pk, "minutes": minutes}
    record(locked, Event.Kind.ESTIMATED, actor=actor, at=at, data=data)
    notifications.estimate_proposed(locked, estimate, at)
    return estimate


def withdraw(ticket: Ticket, *, at: datetime) -> None:
    """Take back what still waits for a decision on a (locked) ticket that ends: nothing is left to approve."""
    ticket.estimates.filter(decision=Estimate.Decision.PENDING).update(
        decision=Estimate.Decision.WITHDRAWN, decided_at=at
    )


@transaction.atomic
def decide(estimate: Estimate, *, approved: bool, actor: User, at: datetime) -> Estimate:
    """Approve an estimate, which reserves its minutes on the payer's PS credit, or decline it.

    Deciding the same thing twice changes nothing. Raises `credit.NotEnoughCredit` when the credit does not
    hold it, `NotPossible` when it was decided otherwise.
    """
    locked = lock(estimate.ticket)
    current = Estimate.objects.select_for_update().get(pk=estimate.pk)
    decision = Estimate.Decision.APPROVED if approved else Estimate.Decision.DECLINED
    if current.decision == decision and current.payer_id == actor.organisation_id:
        return current
    if current.decision != Estimate.Decision.PENDING:
        raise NotPossible(_("Cette estimation n’attend plus de décision."))
    permissions.require(actor, Action.DECIDE_ESTIMATE, locked)
    if approved:
        current.reservation = credit.reserve(
            current.payer, current.minutes, by=actor, at=at, reference=locked.number
        )
    current.decision, current.decided_by, current.decided_at = decision, actor, at
    current.save(update_fields=["decision", "decided_by", "decided_at", "reservation"])
    if locked.status == Status.WAITING_CUSTOMER:
        move(locked, Status.OPEN, at)
    data = {"estimate": current.pk, "minutes": current.minutes, "decision": decision}
    record(locked, Event.Kind.ESTIMATE_DECIDED, actor=actor, at=at, data=data)
    return current

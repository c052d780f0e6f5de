"""Estimates of PS work, the payer's decision on them, and what becomes of the credit they set aside (CH-PS)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from contracts import credit
from contracts.models import CreditEntry
from contracts.sentences import hours
from contracts.time_credit import rounding
from sla.wording import PARIS
from tickets import assistance, notifications, payers, permissions
from tickets.actions.writing import NotPossible, lock, move, record
from tickets.models import Estimate, Event, Status, Ticket
from tickets.permissions import Action


@transaction.atomic
def propose(
    ticket: Ticket,
    minutes: int,
    description: str,
    *,
    actor: User,
    at: datetime,
    payer: Organisation | None = None,
) -> Estimate:
    """Propose `minutes` of work to `payer`, by default the likely one; the ticket waits for its decision.

    Once one was decided, another may follow: it is complementary. Raises `NotPossible` when `payer` is neither the
    requester's organisation nor the ticket's reseller, when another estimate waits, or when the ticket is not open.
    """
    permissions.require(actor, Action.ESTIMATE, ticket)
    locked = lock(ticket)
    if not locked.is_answerable or locked.is_ended:
        raise NotPossible(_("Seul un ticket ouvert reçoit une estimation."))
    least = rounding.billed_minutes(1, at.astimezone(PARIS).date())
    if minutes < least:  # less could never be spent
        raise NotPossible(
            _("Une estimation est de %s au moins, la plus petite durée décomptée.") % hours(least)
        )
    if locked.estimates.filter(decision=Estimate.Decision.PENDING).exists():
        raise NotPossible(_("Une estimation attend déjà la décision du client."))
    estimate = Estimate.objects.create(
        ticket=locked,
        payer=_payer(locked, payer),
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
        current.reservation = _reserve(locked, current, by=actor, at=at)
    current.decision, current.decided_by, current.decided_at = decision, actor, at
    current.save(update_fields=["decision", "decided_by", "decided_at", "reservation"])
    if locked.status == Status.WAITING_CUSTOMER:
        move(locked, Status.OPEN, at)
    data = {"estimate": current.pk, "minutes": current.minutes, "decision": decision}
    record(locked, Event.Kind.ESTIMATE_DECIDED, actor=actor, at=at, data=data)
    return current


def settle(ticket: Ticket, *, by: User, at: datetime) -> dict[str, int]:
    """End the PS work of a (locked) ticket that ends: nothing is left to approve, and what no work took of an approval
    goes back to its payer, so that a ticket that is reopened needs another.

    What the event of the end keeps of it: the minutes given back, if any.
    """
    pending = ticket.estimates.filter(decision=Estimate.Decision.PENDING)
    pending.update(decision=Estimate.Decision.WITHDRAWN, decided_at=at)
    given_back = _give_back(assistance.in_force(ticket), by=by, at=at)
    return {"given_back": given_back} if given_back else {}


def _payer(ticket: Ticket, chosen: Organisation | None) -> Organisation:
    """Who is asked to pay: `chosen` if it may, by default the likely one."""
    able = payers.of_ticket(ticket)
    if not able:
        raise NotPossible(_("Le demandeur n’a pas d’organisation qui puisse payer."))
    if chosen is None:
        return payers.likely(able, payers.balances(able))
    if chosen not in able:
        raise NotPossible(
            _("%s ne paie pas ce travail\u00a0: choisissez le demandeur ou son revendeur.") % chosen
        )
    return chosen


def _reserve(ticket: Ticket, estimate: Estimate, *, by: User, at: datetime) -> CreditEntry:
    """Set the minutes of `estimate` aside. What the approval before left joins them if the payer is the same, so that a
    piece of work may take from both; it goes back to another payer.
    """
    joined = 0
    earlier = assistance.in_force(ticket)
    # With too little credit nothing is given back first: the refusal below counts what its reader sees.
    if earlier is not None and credit.balance(estimate.payer) >= estimate.minutes:
        given_back = _give_back(earlier, by=by, at=at)
        joined = given_back if earlier.payer_id == estimate.payer_id else 0
    return credit.reserve(estimate.payer, estimate.minutes + joined, by=by, at=at, reference=ticket.number)


def _give_back(estimate: Estimate | None, *, by: User, at: datetime) -> int:
    if estimate is None or estimate.reservation is None:
        return 0
    entry = credit.release(estimate.reservation, by=by, at=at)
    return entry.minutes if entry is not None else 0

"""The PS work of a ticket: what was approved, what it took, what is left (CH-PS). Amounts are minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Organisation
from contracts import credit
from contracts.decision import Kind
from contracts.sentences import hours
from contracts.time_credit import rounding
from tickets.models import Estimate, Ticket, TimeSpent

# What was taken from the credit that an estimate set aside, or given back of it: minutes, negative.
_SETTLED = Coalesce(Sum("reservation__settlements__reserved"), 0)


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a ticket's PS work, as both sides read it. `payers`: whose credit, latest first."""

    approved: int
    left: int
    pieces: Sequence[TimeSpent]
    payers: Sequence[Organisation]

    @property
    def spent(self) -> int:
        return sum(piece.billed_minutes for piece in self.pieces)

    @property
    def given_back(self) -> int:
        """What was approved, and neither spent nor kept for what is still to do."""
        return self.approved - self.spent - self.left


def with_account(estimates: QuerySet[Estimate]) -> QuerySet[Estimate]:
    """Estimates with what `of_estimates` adds up."""
    return estimates.select_related("payer", "reservation").annotate(settled=_SETTLED)


def of_ticket(ticket: Ticket) -> Account | None:
    """What came of the estimates that were approved, oldest work first; None when none was. Two queries."""
    return of_estimates(with_account(_approved(ticket)))


def of_estimates(estimates: Iterable[Estimate]) -> Account | None:
    """The same of estimates that were read `with_account`, in any order; one query when one of them was approved."""
    decided = (each for each in estimates if each.decision == Estimate.Decision.APPROVED)
    approved = sorted(decided, key=lambda each: (each.decided_at, each.pk), reverse=True)
    if not approved:
        return None
    pieces = TimeSpent.objects.filter(estimate__in=approved).select_related("engineer")
    return Account(
        approved=sum(estimate.minutes for estimate in approved),
        left=next((left for left in map(_left, approved) if left > 0), 0),
        pieces=list(pieces.order_by("worked_on", "id")),
        payers=list(dict.fromkeys(estimate.payer for estimate in approved)),
    )


def in_force(ticket: Ticket) -> Estimate | None:
    """The approved estimate that work runs on: the one with something left.

    One at most: an approval takes over what the one before left (tickets/actions/estimating.py).
    """
    rows = _approved(ticket).select_related("reservation", "payer").alias(settled=_SETTLED)
    return rows.filter(reservation__reserved__gt=-F("settled")).first()


def left_on(estimate: Estimate | None) -> int:
    """What may still be worked on it; nothing without an estimate, nor on one that set no credit aside."""
    if estimate is None or estimate.reservation is None:
        return 0
    return credit.left_of(estimate.reservation)


def _left(estimate: Any) -> int:
    """The same of an estimate that was read with what settled its reservation, as `settled`."""
    return estimate.reservation.reserved + int(estimate.settled) if estimate.reservation is not None else 0


def must_wait(ticket: Ticket, account: Account | None) -> bool:
    """Whether nothing may be worked on: assistance that goes on without an approval that has something left."""
    working = ticket.is_answerable and not ticket.is_ended
    return working and ticket.kind == Kind.ASSISTANCE and (account is None or not account.left)


def how_counted(day: date) -> str:
    """By what rule the work of `day` is rounded, in words that follow a verb."""
    rule = rounding.rule_for(day)
    if rule is None:
        return _("à la minute")
    step, minimum = hours(rule.step_minutes), hours(rule.minimum_minutes)
    if rule.minimum_minutes <= rule.step_minutes:
        return _("par tranches de %s commencées") % step
    return _("par tranches de %(step)s commencées, %(minimum)s au moins") % {"step": step, "minimum": minimum}


def _approved(ticket: Ticket) -> QuerySet[Estimate]:
    return ticket.estimates.filter(decision=Estimate.Decision.APPROVED).order_by("-decided_at", "-pk")

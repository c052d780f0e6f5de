"""Time spent on PS work: rounded by the rule of its day, and taken from what the payer approved (CH-PS)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import credit
from contracts.sentences import hours, short_date
from contracts.time_credit.rounding import billed_minutes
from sla.wording import PARIS
from tickets import assistance, permissions
from tickets.actions.writing import NotPossible, lock, record, refuse_merged
from tickets.models import Estimate, Event, Ticket, TimeSpent, WorkTimer
from tickets.permissions import Action


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work: `minutes` as it took, on a day in Paris; the key makes a second sending harmless. `timer`: the
    clock that counted it, which ends with it (timing.py).
    """

    minutes: int
    worked_on: date
    description: str
    submission_key: str
    timer: int | None = None


@transaction.atomic
def spend_time(ticket: Ticket, work: Work, *, actor: User, at: datetime) -> TimeSpent:
    """Take a piece of work from the approved estimate, rounded; the same one sent twice is taken once.

    Raises `NotPossible`, saying what to do, when the ticket is not open, when nothing was approved or less is left than
    the work counts, and when the day is to come or before the agreement: nothing begins before it (CH-PS).
    """
    permissions.require(actor, Action.SPEND_TIME, ticket)
    locked = lock(ticket)
    known = TimeSpent.objects.filter(submission_key=work.submission_key).first()
    if known is not None:
        return known
    _refuse_unless_worked_on(locked)
    _refuse_unless_plausible(work, at)
    _refuse_before_the_agreement(locked, work)
    billed = billed_minutes(work.minutes, work.worked_on)
    row = _take(_paying(locked, billed), work, billed, actor=actor, at=at)
    data = {
        "time_spent": row.pk,
        "minutes": work.minutes,
        "billed": billed,
        "worked_on": work.worked_on.isoformat(),
        "description": row.description,
    }
    record(locked, Event.Kind.TIME_SPENT, actor=actor, at=at, data=data)
    if work.timer is not None:
        WorkTimer.objects.filter(pk=work.timer, engineer=actor, ticket=locked).delete()
    return row


def _refuse_unless_worked_on(ticket: Ticket) -> None:
    refuse_merged(ticket)
    if ticket.is_ended:
        raise NotPossible(_("Ce ticket est terminé\u00a0: rouvrez-le et proposez une nouvelle estimation."))
    if not ticket.is_answerable:
        raise NotPossible(_("Cette demande n’est pas ouverte\u00a0: aucun travail n’y est décompté."))


def _refuse_unless_plausible(work: Work, at: datetime) -> None:
    if work.minutes <= 0:
        raise NotPossible(_("Un travail dure une minute au moins."))
    if not work.description.strip():
        raise NotPossible(_("Dites au client ce qui a été fait."))
    if work.worked_on > at.astimezone(PARIS).date():
        raise NotPossible(
            _("Le %s est à venir\u00a0: notez un travail déjà fait.") % short_date(work.worked_on)
        )


def _refuse_before_the_agreement(ticket: Ticket, work: Work) -> None:
    """Nothing is worked on before the first agreement on the ticket; a later one may be about days before it."""
    first = ticket.estimates.filter(decision=Estimate.Decision.APPROVED).order_by("decided_at", "pk").first()
    if first is None or first.decided_at is None:
        raise NotPossible(
            _("Aucune estimation n’est approuvée\u00a0: proposez-en une au client avant tout travail.")
        )
    agreed = first.decided_at.astimezone(PARIS).date()
    if work.worked_on < agreed:
        raise NotPossible(
            _("Le client a donné son accord le %(agreed)s\u00a0: aucun travail n’a pu commencer avant.")
            % {"agreed": short_date(agreed)}
        )


def _paying(ticket: Ticket, billed: int) -> Estimate:
    """The approval that holds `billed` minutes."""
    current = assistance.in_force(ticket)
    left = assistance.left_on(current)
    if current is None or left < billed:
        raise NotPossible(
            _(
                "Ce travail compte pour %(billed)s et l’estimation approuvée laisse %(left)s\u00a0: proposez une "
                "estimation complémentaire de %(missing)s au moins, puis notez-le."
            )
            % {"billed": hours(billed), "left": hours(left), "missing": hours(billed - left)}
        )
    return current


def _take(estimate: Estimate, work: Work, billed: int, *, actor: User, at: datetime) -> TimeSpent:
    assert estimate.reservation is not None
    entry = credit.spend(estimate.reservation, billed, by=actor, at=at, reference=estimate.ticket.number)
    return TimeSpent.objects.create(
        estimate=estimate,
        engineer=actor,
        worked_on=work.worked_on,
        minutes=work.minutes,
        billed_minutes=billed,
        description=work.description.strip(),
        entry=entry,
        at=at,
        submission_key=work.submission_key,
    )

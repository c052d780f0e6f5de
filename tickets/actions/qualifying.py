"""Qualifying: what product, how severe, what kind; the verdict and the deadline follow."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import coverage
from contracts.coverage import Judged
from contracts.decision import Outcome, Reason
from contracts.models import normalise_serial
from tickets import deadlines, following_notices, notifications, permissions, response_clock
from tickets.actions import asking_severity
from tickets.actions.judging import OPENED, apply
from tickets.actions.passing import hand_to_reseller
from tickets.actions.writing import NotPossible, lock, move, record
from tickets.models import Event, Status, Ticket
from tickets.permissions import Action


@dataclass(frozen=True, slots=True)
class Qualification:
    """What an engineer established. `severity` is 1 to 4."""

    severity: int | None
    serial: str
    kind: str


@transaction.atomic
def qualify(ticket: Ticket, new: Qualification, *, actor: User, at: datetime) -> Ticket:
    """Set severity, product and kind; recompute verdict and deadline from the original start (CH-V.2).

    The verdict is that of the day the request reached the centre: a contract that ended since still covers it. What a
    reseller passed on is judged as its own (CH-II.2). A request that turns out not to be covered becomes refused, and
    its requester is told why, or goes to the reseller whose it is; a waived one stays open. Raises `NotPossible` on an
    ended ticket.
    """
    permissions.require(actor, Action.QUALIFY, ticket)
    locked = lock(ticket)
    _refuse_ended(locked)
    before, due_before = _summary(locked), locked.due_at
    was_told = deadlines.is_told(locked)
    _establish(locked, new, at)
    data = {"before": before, "after": _summary(locked), **response_clock.promise_data(locked)}
    record(locked, Event.Kind.QUALIFIED, actor=actor, at=at, data=data)
    wish = asking_severity.settle_by_qualifying(locked, by=actor, at=at)
    if hand_to_reseller(locked, at=at):
        return locked
    if locked.status == Status.REFUSED and before["status"] != Status.REFUSED:
        notifications.refused(locked, at)
    elif locked.is_active and deadlines.is_told(locked) and not was_told:
        notifications.qualified(locked, at)
    elif wish is not None:  # says from when to when the deadline moved, too
        following_notices.severity_accepted(locked, wish, due_before, at)
    elif was_told:
        notifications.deadline_moved(locked, due_before, at)
    return locked


def foresee(ticket: Ticket, new: Qualification, *, at: datetime) -> Ticket:
    """`ticket` as `qualify` would leave it at `at`: a row that is never saved. Nothing is locked, written or told.

    Raises `NotPossible` as `qualify` does. Who would get it from there (a reseller) is not worked out: its verdict
    says so.
    """
    _refuse_ended(ticket)
    future = copy(ticket)
    _establish(future, new, at)
    event = Event(
        ticket=future,
        kind=Event.Kind.QUALIFIED,
        at=at,
        status=future.status,
        data=response_clock.promise_data(future),
    )
    response_clock.refresh(future, [*response_clock.history(ticket), event])
    return future


def _refuse_ended(ticket: Ticket) -> None:
    if ticket.is_ended:
        raise NotPossible(_("Ce ticket est terminé\u00a0: rouvrez-le pour le qualifier."))


def _establish(ticket: Ticket, new: Qualification, at: datetime) -> None:
    """Put what was established on the row, with the verdict that follows from it."""
    before = _summary(ticket)
    ticket.severity, ticket.kind = new.severity, new.kind
    asked_otherwise = (normalise_serial(new.serial), new.kind) != (before["serial"], before["kind"])
    # What is unknown today may be bought since.
    if asked_otherwise or ticket.verdict.outcome is Outcome.TO_CHECK:
        _judge_again(ticket, new, at)


def _judge_again(ticket: Ticket, new: Qualification, at: datetime) -> None:
    held_by = ticket.reseller_id if ticket.status == Status.WITH_RESELLER else None
    apply(ticket, _judged(ticket, new))
    if ticket.waived:
        return
    if ticket.verdict.outcome in OPENED:
        if ticket.status in response_clock.UNPROMISED:
            move(ticket, Status.NEW, at)
    elif ticket.verdict.reason is not Reason.CONTACT_YOUR_RESELLER or ticket.reseller_id != held_by:
        move(ticket, Status.REFUSED, at)


def _judged(ticket: Ticket, new: Qualification) -> Judged:
    """What the charter answers to those who brought the request to the centre, on the day they did."""
    escalated = ticket.escalated_by_id is not None
    requester = (ticket.reseller if escalated else ticket.requester) or ticket.requester_address
    reached = response_clock.clocks(ticket).reached_at
    return coverage.judge(requester, new.serial, ticket.channel, new.kind, reached, escalated=escalated)


def _summary(ticket: Ticket) -> dict[str, Any]:
    return {
        "severity": ticket.severity,
        "serial": ticket.serial,
        "kind": ticket.kind,
        "status": ticket.status,
        "reason": ticket.verdict.reason,
    }

"""Two requests about one thing become one ticket, and no promise is lost by it (CH-V.2).

What was said, the files and the manufacturer's cases go to the ticket that stays; the events stay where they happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import deadlines, notifications, permissions, response_clock
from tickets.actions import ending
from tickets.actions.writing import NotPossible, move, record
from tickets.models import Estimate, Event, Status, Ticket
from tickets.permissions import Action
from tickets.visibility import TicketQuerySet

# What an engineer may merge: open, whoever has the ball.
OPEN = (Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.AT_VENDOR)


@transaction.atomic
def merge(source: Ticket, into: Ticket, *, actor: User, at: datetime) -> Ticket:
    """Close `source` into `into`, whose thread takes over all that was said; return `into`. Twice changes nothing.

    The clock of the first response counts from the earlier start if both waited for their promised answer. PS credit
    that was set aside for `source` goes back (CH-PS). Raises `NotPossible`, saying why and what to do: one of them is
    not open, not the same people see them, an estimate of `source` waits for a decision, or an answer promised to
    `source` would no longer be due, or later.
    """
    for ticket in (source, into):
        permissions.require(actor, Action.MERGE, ticket)
    source, into = _lock_both(source, into)
    if source.merged_into_id == into.pk:
        return into
    _refuse_unless_mergeable(source, into)
    due_before, what_came = into.due_at, _what_came(source) | ending.settle(source, by=actor, at=at)
    _move_conversation(source, into)
    _take_over(source, into)
    record(into, Event.Kind.MERGED, actor=actor, at=at, data=what_came)
    _refuse_if_a_promise_is_lost(source, into)
    before = source.status
    move(source, Status.CLOSED, at)
    source.merged_into = into
    closing = {"before": before, "merged_into": into.number}
    record(source, Event.Kind.CLOSED, actor=actor, at=at, data=closing)
    notifications.merged(into, source, due_before, at)
    return into


def candidates(ticket: Ticket, most: int) -> TicketQuerySet:
    """Into which `ticket` might be merged: open, seen by the same people; on the same device first, then the latest."""
    same_people = Q(organisation=ticket.organisation_id, reseller=ticket.reseller_id)
    others = Ticket.objects.filter(same_people, organisation__isnull=False, status__in=OPEN)
    on_device = Q(device=ticket.device_id, device__isnull=False)
    return (
        others.exclude(pk=ticket.pk)
        .alias(on_device=on_device)
        .order_by(F("on_device").desc(), "-received_at", "-id")[:most]
    )


def _lock_both(source: Ticket, into: Ticket) -> tuple[Ticket, Ticket]:
    """Both rows, fresh and locked in the order of their keys: who merges the other way at once waits, and is told."""
    if source.pk == into.pk:
        raise NotPossible(_("Un ticket ne se fusionne pas avec lui-même."))
    both = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=(source.pk, into.pk))
    locked = {ticket.pk: ticket for ticket in both.order_by("pk")}
    return locked[source.pk], locked[into.pk]


def _refuse_unless_mergeable(source: Ticket, into: Ticket) -> None:
    numbers = {"source": source.number, "into": into.number}
    for ticket in (source, into):
        if ticket.merged_into is not None:
            merged = {"number": ticket.number, "into": ticket.merged_into.number}
            raise NotPossible(_("%(number)s est déjà fusionné avec %(into)s.") % merged)
        if ticket.status not in OPEN:
            state = {"number": ticket.number, "state": ticket.get_status_display()}
            raise NotPossible(
                _("Seuls des tickets ouverts se fusionnent\u00a0: %(number)s est %(state)s.") % state
            )
    if source.organisation_id is None or _seen_by(source) != _seen_by(into):
        raise NotPossible(
            _(
                "%(source)s et %(into)s ne sont pas vus par les mêmes personnes (autre organisation ou autre "
                "revendeur)\u00a0: une fusion montrerait à certains ce qui ne leur est pas destiné."
            )
            % numbers
        )
    if source.estimates.filter(decision=Estimate.Decision.PENDING).exists():
        raise NotPossible(
            _(
                "Une estimation attend la décision du client sur %(source)s\u00a0: attendez-la, ou fusionnez %(into)s "
                "avec %(source)s."
            )
            % numbers
        )


def _seen_by(ticket: Ticket) -> tuple[int | None, int | None]:
    """What decides which customers see a ticket (tickets/visibility.py)."""
    return ticket.organisation_id, ticket.reseller_id


def _what_came(source: Ticket) -> dict[str, Any]:
    """What the clocks of the other ticket need to know of `source` as it stands (response_clock.Clocks)."""
    clocks = response_clock.clocks(source)
    unanswered = source.first_response_at is None
    promised = unanswered and source.due_at is not None
    return {
        "number": source.number,
        "started_at": (clocks.started_at if promised else clocks.arrived_at).isoformat(),
        "unanswered": unanswered,
        "promised": promised,
        "waiting_since": source.waiting_since.isoformat() if source.is_active else None,
    }


def _refuse_if_a_promise_is_lost(source: Ticket, into: Ticket) -> None:
    """An answer that the customer was promised and waits for stays due, and no later (CH-V.2).

    A request without severity ran on the strictest promise until somebody qualified it; the ticket it joins does.
    """
    waits = source.due_at is not None and source.first_response_at is None and deadlines.is_told(source)
    if not waits or source.due_at is None:
        return
    kept = into.due_at is not None and into.first_response_at is None and deadlines.is_told(into)
    later = into.due_at is not None and source.severity is not None and into.due_at > source.due_at
    if not kept or later:
        raise NotPossible(
            _(
                "La réponse promise à %(source)s ne serait plus due, ou le serait plus tard\u00a0: répondez-y "
                "d’abord, ou fusionnez %(into)s avec %(source)s."
            )
            % {"source": source.number, "into": into.number}
        )


def _move_conversation(source: Ticket, into: Ticket) -> None:
    """Messages with their files, manufacturer's cases, decided estimates, followers, what was merged before, and what
    engineers left running: their clocks and reminders.
    """
    source.messages.update(ticket=into)
    source.vendor_cases.update(ticket=into)
    source.estimates.update(ticket=into)
    source.merged_from.update(merged_into=into)
    source.followers.exclude(person__in=into.followers.values("person")).update(ticket=into)
    source.work_timers.update(ticket=into)
    reminded = into.personal_reminders.filter(done_at__isnull=True).values("person")
    source.personal_reminders.filter(done_at__isnull=True).exclude(person__in=reminded).update(ticket=into)


def _take_over(source: Ticket, into: Ticket) -> None:
    """Who waits for the centre goes on waiting, since as long; who works on it goes on working on it."""
    if source.is_active and not into.is_active:
        move(into, Status.OPEN, source.waiting_since)
    elif source.is_active:
        into.waiting_since = min(source.waiting_since, into.waiting_since)
    if into.assignee_id is None:
        into.assignee_id = source.assignee_id

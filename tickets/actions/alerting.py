"""Warnings before a deadline and at its breach, to the assignee and the leads, once each.

What is due is found by an index and told in the transaction that records it: run as often as you like, killed anywhere,
each warning is told once. Nothing is told while the centre is closed and the clock stands still.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from sla.clock import ClockState, Target
from sla.errors import SlaError
from tickets import alert_mails, centre_mails, response_clock
from tickets.actions.writing import record
from tickets.models import Event, Ticket
from tickets.response_clock import ALERTS

log = logging.getLogger(__name__)

BATCH = 500
# What falls due exactly at a closing is told then, and not the next morning.
AFTER_CLOSING = timedelta(minutes=5)
# From this share of the promise on, the leads are told too.
LEADS_FROM = 80


@dataclass(frozen=True, slots=True)
class Alert:
    """A clock that has used up `percent` % of its promise; 100 is a breach."""

    ticket: Ticket
    target: Target
    percent: int
    state: ClockState

    @property
    def is_breach(self) -> bool:
        return self.percent == ALERTS[-1]


def alert_due(at: datetime) -> int:
    """Tell what is due at `at`; return how many tickets were looked at. Several workers at once share the work."""
    looked_at = 0
    while batch := _alert_batch(at):
        looked_at += batch
    return looked_at


def due(at: datetime) -> list[Ticket]:
    """The tickets to look at, locked until the end of the transaction; what another worker holds is left to it."""
    tickets = Ticket.objects.filter(next_alert_at__lt=at).select_related(
        "assignee__organisation", "organisation"
    )
    found = tickets.order_by("next_alert_at", "id").select_for_update(of=("self",), skip_locked=True)
    return list(found[:BATCH])


@transaction.atomic
def _alert_batch(at: datetime) -> int:
    """One mail a person for the whole batch: hours of downtime end in one catch-up, not in a flood."""
    tickets = due(at)
    alerts = [alert for ticket in tickets for alert in _alerts_or_tomorrow(ticket, at)]
    people = _people(alerts)
    for alert in alerts:
        told = [person.full_name for person in people if alert in people[person]]
        data = {"target": alert.target, "percent": alert.percent, "told": told}
        record(alert.ticket, Event.Kind.ALERTED, actor=None, at=at, data=data)
    for person, theirs in people.items():
        alert_mails.alerted(person, theirs, at)
    return len(tickets)


def _alerts_or_tomorrow(ticket: Ticket, at: datetime) -> list[Alert]:
    """What is to be told of a ticket; one whose deadline cannot be computed keeps no other from being told."""
    try:
        return list(_alerts_on(ticket, at))
    except SlaError:
        log.exception("The deadline of %s cannot be computed; looked at again tomorrow.", ticket.number)
        ticket.next_alert_at = at + timedelta(days=1)
        ticket.save(update_fields=["next_alert_at"])
        return []


def _alerts_on(ticket: Ticket, at: datetime) -> Iterator[Alert]:
    """The highest share that each clock has used up and nobody was told of; the row's next look is set anew."""
    clocks = response_clock.clocks(ticket)
    next_looks = []
    for target, state in clocks.states:
        found = clocks.next_alert(target, state)
        if found is None:
            continue
        _percent, moment = found
        if moment >= at:
            next_looks.append(moment)
        elif not _is_told_at(state, at):
            next_looks.append(state.working_time.next_opening(at))
        else:
            yield Alert(ticket, target, _highest(state, at), state)
    ticket.next_alert_at = min(next_looks, default=None)
    ticket.save(update_fields=["next_alert_at"])


def _highest(state: ClockState, at: datetime) -> int:
    return max(
        percent for percent in ALERTS if (moment := state.reaches(percent)) is not None and moment < at
    )


def _is_told_at(state: ClockState, at: datetime) -> bool:
    """While the centre is open, and just after it closed."""
    calendar = state.working_time
    return calendar.is_open(at) or calendar.is_open(at - AFTER_CLOSING)


def _people(alerts: Iterable[Alert]) -> dict[User, list[Alert]]:
    """Who is told what: the assignee, and the leads when it grows late or nobody is assigned; assignees come first."""
    assignees: defaultdict[User, list[Alert]] = defaultdict(list)
    escalated: list[Alert] = []
    for alert in alerts:
        assignee = alert.ticket.assignee
        if assignee is not None and assignee.is_engineer:
            assignees[assignee].append(alert)
            if alert.percent < LEADS_FROM:
                continue
        escalated.append(alert)
    people = dict(assignees)
    for lead in centre_mails.leads() if escalated else []:
        own = people.get(lead, [])
        people[lead] = [*own, *(alert for alert in escalated if alert not in own)]
    return people

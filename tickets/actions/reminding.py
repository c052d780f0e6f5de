"""Reminding customers that the centre waits for them: by itself (tickets/reminders.py), or by an engineer's click.

Run as often as you like, by several workers, killed anywhere: what is due is asked again under the ticket's lock, and
told in the transaction that records it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import User
from outbound_mail import failing
from tickets import notifications, parties, permissions, reminders
from tickets.actions.writing import NotPossible, lock, record
from tickets.models import Event, Status, Ticket
from tickets.permissions import Action
from tickets.reminders import FORGOTTEN, Reminder

BATCH = 500
_TOLD_BY = (Event.Kind.ANSWERED, Event.Kind.REMINDED)


def remind_due(at: datetime) -> int:
    """Remind of what is due at `at`; return how many tickets that was."""
    return sum(_remind_if_due(ticket, at) for ticket in _waiting(at) if _is_due(ticket, at))


@transaction.atomic
def remind(ticket: Ticket, *, actor: User, at: datetime) -> Ticket:
    """Remind the customer now, at the wish of an engineer; it counts among the reminders.

    Raises `NotPossible` when nobody is waited for, when a reminder left lately, or when mail reaches nobody.
    """
    permissions.require(actor, Action.REMIND, ticket)
    locked = lock(ticket)
    if locked.status != Status.WAITING_CUSTOMER:
        raise NotPossible(_("Ce ticket n’attend pas le client\u00a0: il n’y a rien à relancer."))
    events = _events(locked)
    last = reminders.last_reminder(locked, events)
    if last is not None and at - last < reminders.APART:
        raise NotPossible(_("Le client vient d’être relancé\u00a0: laissez-lui quelques heures."))
    people = _reached(locked)
    if not people:
        raise NotPossible(_("Notre mail n’arrive à personne de ce ticket\u00a0: téléphonez."))
    _tell(locked, reminders.following(locked, events), people, actor, at)
    return locked


def _waiting(at: datetime) -> Iterator[Ticket]:
    """The tickets that wait for their customer, the longest first, with their answers and reminders: two queries a
    batch.
    """
    told = Prefetch("events", queryset=Event.objects.filter(kind__in=_TOLD_BY), to_attr="told")
    waiting = Ticket.objects.filter(status=Status.WAITING_CUSTOMER, waiting_since__gt=at - FORGOTTEN)
    waiting = waiting.order_by("waiting_since", "id").prefetch_related(told)
    batch = list(waiting[:BATCH])
    while batch:
        yield from batch
        last = batch[-1]
        beyond = Q(waiting_since=last.waiting_since, pk__gt=last.pk) | Q(waiting_since__gt=last.waiting_since)
        batch = list(waiting.filter(beyond)[:BATCH])


def _is_due(ticket: Ticket, at: datetime) -> bool:
    return reminders.due(ticket, ticket.told, at) is not None  # type: ignore[attr-defined]  # prefetched


@transaction.atomic
def _remind_if_due(ticket: Ticket, at: datetime) -> bool:
    """What another worker holds is left to it; who answered since is left alone."""
    waiting = Ticket.objects.filter(pk=ticket.pk, status=Status.WAITING_CUSTOMER)
    locked = waiting.select_for_update(of=("self",), skip_locked=True).first()
    reminder = reminders.due(locked, _events(locked), at) if locked is not None else None
    people = _reached(locked) if locked is not None and reminder is not None else []
    if locked is None or reminder is None or not people:
        return False
    _tell(locked, reminder, people, None, at)
    return True


def _tell(ticket: Ticket, reminder: Reminder, people: list[User], actor: User | None, at: datetime) -> None:
    data = {"turn": reminder.turn, "told": [person.full_name for person in people]}
    record(ticket, Event.Kind.REMINDED, actor=actor, at=at, data=data)
    notifications.reminded(ticket, reminder, people, at)


def _events(ticket: Ticket) -> list[Event]:
    return list(ticket.events.filter(kind__in=_TOLD_BY))


def _reached(ticket: Ticket) -> list[User]:
    """Those who asked and whom mail reaches."""
    people = [person for person in parties.who_asked(ticket) if person.is_reached]
    dead = {row.address for row in failing.among(person.email for person in people)}
    return [person for person in people if person.email.lower() not in dead]

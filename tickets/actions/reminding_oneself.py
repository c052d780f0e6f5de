"""What engineers want to be reminded of: asked on a ticket, told by mail when the hour comes, done with a click.

Run as often as you like, by several workers, killed anywhere: a reminder is told in the transaction that notes it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import centre_mails, permissions
from tickets.actions.writing import NotPossible, lock, record
from tickets.models import Event, PersonalReminder, Ticket
from tickets.permissions import Action

BATCH = 200
# Beyond, it is a date for the calendar of the centre and no reminder.
HORIZON = timedelta(days=366)


@transaction.atomic
def remind_me(
    ticket: Ticket, when: datetime, words: str = "", *, actor: User, at: datetime
) -> PersonalReminder:
    """Remind `actor` of `ticket` at `when`, aware; one that was still open takes the new hour. The same twice is one.

    Raises `NotPossible` when `when` is past, or too far.
    """
    permissions.require(actor, Action.REMIND_ONESELF, ticket)
    if when <= at:
        raise NotPossible(_("Cette heure est déjà passée\u00a0: choisissez-en une à venir."))
    if when - at > HORIZON:
        raise NotPossible(_("Choisissez une date dans l’année."))
    locked = lock(ticket)
    row = open_of(locked, actor)
    if row is not None and (row.at, row.words, row.told_at) == (when, words, None):
        return row
    row = row or PersonalReminder(ticket=locked, person=actor)
    row.at, row.words, row.asked_at, row.told_at = when, words, at, None
    row.save()
    data = {"own": when.astimezone(UTC).isoformat(), "words": words}
    record(locked, Event.Kind.REMINDED, actor=actor, at=at, data=data)
    return row


@transaction.atomic
def forget(ticket: Ticket, *, actor: User, at: datetime) -> None:
    """Take back one's open reminder, which was asked for by mistake; twice changes nothing."""
    permissions.require(actor, Action.REMIND_ONESELF, ticket)
    locked = lock(ticket)
    row = open_of(locked, actor)
    if row is not None:
        row.delete()
        record(locked, Event.Kind.REMINDED, actor=actor, at=at, data={"own": "", "words": ""})


@transaction.atomic
def done(ticket: Ticket, *, actor: User, at: datetime) -> None:
    """One is done with what one wanted to be reminded of; twice changes nothing."""
    permissions.require(actor, Action.REMIND_ONESELF, ticket)
    PersonalReminder.objects.filter(ticket=ticket, person=actor, done_at__isnull=True).update(done_at=at)


@transaction.atomic
def undone(ticket: Ticket, *, actor: User, at: datetime) -> None:
    """The reminder that one was done with last is open again, unless another is; nobody is told of it twice."""
    permissions.require(actor, Action.REMIND_ONESELF, ticket)
    locked = lock(ticket)
    if open_of(locked, actor) is None:
        row = locked.personal_reminders.filter(person=actor).order_by("-done_at", "-pk").first()
        if row is not None:
            row.done_at = None
            row.save(update_fields=["done_at"])


def open_of(ticket: Ticket, person: User) -> PersonalReminder | None:
    """What `person` still wants to be reminded of on `ticket`."""
    return ticket.personal_reminders.filter(person=person, done_at__isnull=True).first()


def tell_due(at: datetime) -> int:
    """Tell the reminders whose hour has come at `at`; return how many."""
    told = 0
    while batch := _tell_batch(at):
        told += batch
    return told


@transaction.atomic
def _tell_batch(at: datetime) -> int:
    """What another worker holds is left to it."""
    due = PersonalReminder.objects.filter(at__lte=at, told_at__isnull=True, done_at__isnull=True)
    rows = due.select_related("person__organisation", "ticket").order_by("at", "id")
    found = list(rows.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for row in found:
        row.told_at = at
        row.save(update_fields=["told_at"])
        if row.person.is_engineer and row.person.is_active:
            centre_mails.reminded_of(row, at)
    return len(found)

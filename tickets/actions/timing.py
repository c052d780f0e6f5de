"""The clock that an engineer starts while working under an estimate; noted, it becomes time spent (CH-PS).

It runs until its time is noted or given up: no page that is left by mistake loses an hour of work.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.sentences import hours
from outbound_mail.models import OutgoingMail
from sla.errors import SlaError
from sla.models import latest_version, working_time
from tickets import assistance, centre_mails, permissions
from tickets.actions.writing import NotPossible, lock, refuse_merged
from tickets.models import Ticket, WorkTimer
from tickets.permissions import Action

# What still runs so long after the centre closed was forgotten, or goes on by intent: its engineer is asked, once.
AFTER_CLOSING = timedelta(minutes=30)
# That somebody has no clock is known so long; who starts one is looked at again at once.
KNOWN_FOR = 60  # seconds
# A shorter pause is within a day's work.
NIGHT = timedelta(hours=4)


@transaction.atomic
def start(ticket: Ticket, *, actor: User, at: datetime) -> WorkTimer:
    """Start the clock of `actor` on `ticket`; twice changes nothing.

    Raises `NotPossible` when nothing is approved and left, since no work begins before (CH-PS), when the ticket is not
    open, or when the clock runs on another one.
    """
    permissions.require(actor, Action.SPEND_TIME, ticket)
    locked = lock(ticket)
    refuse_merged(locked)
    if not locked.is_answerable or locked.is_ended:
        raise NotPossible(_("Ce ticket n’est pas ouvert\u00a0: rouvrez-le pour y travailler."))
    if assistance.in_force(locked) is None:
        raise NotPossible(
            _("Aucune estimation n’est approuvée\u00a0: proposez-en une au client avant tout travail.")
        )
    row, is_new = WorkTimer.objects.select_related("ticket").get_or_create(
        engineer=actor, defaults={"ticket": locked, "started_at": at}
    )
    if not is_new and row.ticket_id != locked.pk:
        raise NotPossible(
            _("Votre chronomètre tourne sur %s\u00a0: notez ce temps, ou abandonnez-le d’abord.")
            % row.ticket.number
        )
    look_again(actor)
    return row


@transaction.atomic
def give_up(*, actor: User) -> WorkTimer | None:
    """Stop the clock of `actor` and note nothing; return what it was, None when none ran."""
    row = WorkTimer.objects.select_for_update(of=("self",)).filter(engineer=actor).first()
    if row is not None:
        WorkTimer.objects.filter(pk=row.pk).delete()
    return row


def running(actor: User) -> WorkTimer | None:
    """The clock that `actor` started, with its ticket; one query, none for who lately had none: every page asks."""
    if cache.get(_has_none(actor)):
        return None
    row = WorkTimer.objects.select_related("ticket").filter(engineer=actor).first()
    if row is None:
        cache.set(_has_none(actor), True, KNOWN_FOR)
    return row


def look_again(actor: User) -> None:
    """The clock of `actor` was started: whoever asks next reads it, now and once that is committed."""
    cache.delete(_has_none(actor))
    transaction.on_commit(lambda: cache.delete(_has_none(actor)))


def _has_none(actor: User) -> str:
    return f"work-timer-none:{actor.pk}"


def minutes_of(row: WorkTimer, at: datetime) -> int:
    """How long it has run at `at`, in minutes begun, one at least."""
    return max(1, -(-(at - row.started_at) // timedelta(minutes=1)))


def is_forgotten(row: WorkTimer, at: datetime) -> bool:
    """Whether the centre has closed for the night since it was started (CH-I); lunch is no night."""
    calendar = working_time(latest_version())
    try:
        closing = calendar.next_closing(row.started_at)
        while calendar.next_opening(closing) - closing < NIGHT:
            closing = calendar.next_closing(calendar.next_opening(closing))
    except SlaError:  # no hours that far: nothing is known to be closed
        return False
    return closing + AFTER_CLOSING <= at


def tell_forgotten(at: datetime) -> int:
    """Ask those whose clock runs on after the closing, once each; return how many were told at `at`."""
    return sum(_tell(key, at) for key in WorkTimer.objects.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _tell(key: int, at: datetime) -> bool:
    """What another worker holds is left to it; the outbox knows who was told."""
    rows = WorkTimer.objects.select_related("engineer__organisation", "ticket")
    row = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
    if row is None or not row.engineer.is_engineer or not is_forgotten(row, at) or _is_told(row):
        return False
    centre_mails.timer_runs_on(row, hours(minutes_of(row, at)), at)
    return True


def _is_told(row: WorkTimer) -> bool:
    return OutgoingMail.objects.filter(topic=centre_mails.timer_topic(row)).exists()

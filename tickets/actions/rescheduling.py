"""Changing the hours of a calendar, and the deadlines that follow (CH-I)."""

from __future__ import annotations

import logging
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from sla import calendars, explain
from sla.calendars import CalendarDefinition
from sla.errors import InvalidCalendarError, SlaError, gettext_noop
from sla.models import Calendar, CalendarVersion, latest_version, timeline
from sla.timeline import Timeline
from sla.working_time import LAST_YEAR
from tickets import calendar_change, notifications, response_clock
from tickets.actions.writing import NotPossible, record
from tickets.models import Event, Ticket

log = logging.getLogger(__name__)

# So many deadlines follow while the person waits; the others by the task that runs every minute.
AT_ONCE = 200
# Longer than the two years without an opening after which no deadline can be given.
YEARS_CHECKED = 3


class CalendarChanged(NotPossible):
    """Somebody saved another version since the one that this change was made from."""


def save_version(
    calendar: Calendar,
    definition: CalendarDefinition,
    effective_from: date,
    note: str,
    *,
    based_on: int,
    actor: User,
    at: datetime,
) -> CalendarVersion:
    """Save new hours from a day on, and let the running deadlines follow.

    `based_on` is the number of the version that the change was made from. Raises `PermissionDenied` unless `actor` is a
    lead, `CalendarChanged` when another version came in between, `NotPossible` when the hours make no sense.
    """
    if not actor.is_lead:
        raise PermissionDenied
    with transaction.atomic():
        Calendar.objects.select_for_update().get(pk=calendar.pk)
        latest = latest_version(calendar.code)
        if latest.number != based_on:
            raise CalendarChanged(
                _("Une autre version de ce calendrier a été enregistrée entre-temps par %s.")
                % latest.saved_by
            )
        try:
            check(timeline(latest), definition, effective_from, at)
        except SlaError as error:
            raise NotPossible(explain.refusal(error)) from error
        version = CalendarVersion.objects.create(
            calendar=calendar,
            number=latest.number + 1,
            effective_from=effective_from,
            definition=definition.to_json(),
            note=note.strip(),
            saved_by=actor.full_name,
            saved_at=at,
        )
    follow_calendars(at=at, most=AT_ONCE)
    return version


def check(known: Timeline, definition: CalendarDefinition, effective_from: date, at: datetime) -> None:
    """Refuse hours on which no deadline could be given. Raises InvalidCalendarError or NoOpeningError."""
    if effective_from < known.versions[0][0]:
        raise InvalidCalendarError(
            gettext_noop("La date est antérieure aux calendriers, qui commencent en 1970.")
        )
    changed = known.then(effective_from, definition)
    begins = max(at, datetime.combine(effective_from, time(0), changed.zone))
    # After the last day that bears a year, every year is like the one before.
    years = (occasion.year for occasion in definition.closures if occasion.year is not None)
    ends = datetime(min(max([begins.year, *years]) + YEARS_CHECKED, LAST_YEAR), 12, 30, tzinfo=changed.zone)
    calendars.working_time(changed).require_openings(begins, ends)


def follow_calendars(*, at: datetime, most: int) -> int:
    """Let running deadlines follow the latest version of their calendar, the most urgent first; return how many did.

    Each follows in a transaction of its own, so that it may be cut off anywhere and taken up again.
    """
    waiting = list(calendar_change.superseded().values_list("pk", flat=True)[:most])
    return sum(_follow_or_stay(pk, at) for pk in waiting)


def _follow_or_stay(pk: int, at: datetime) -> bool:
    """One whose deadline cannot be computed stays as it was, and keeps no other from following."""
    try:
        return _follow(pk, at)
    except SlaError:
        log.exception("The deadlines of ticket %s cannot follow the hours of its calendar.", pk)
        return False


@transaction.atomic
def _follow(pk: int, at: datetime) -> bool:
    """One ticket's deadlines; False when another worker has it, or has done it."""
    superseded = calendar_change.superseded().filter(pk=pk)
    ticket = superseded.select_for_update(of=("self",), skip_locked=True).first()
    if ticket is None:
        return False
    before = ticket.due_at
    data = {"promise": _on_latest_version(ticket)}
    record(ticket, Event.Kind.CALENDAR_CHANGED, actor=None, at=at, data=data)
    notifications.deadline_moved(ticket, before, at)
    return True


def _on_latest_version(ticket: Ticket) -> dict[str, object]:
    """What was promised stays promised; only the calendar that it counts on is the latest."""
    promised = response_clock.clocks(ticket).promise.to_json()
    calendar = (
        CalendarVersion.objects.select_related("calendar").get(pk=promised["calendar_version"]).calendar
    )
    return {**promised, "calendar_version": latest_version(calendar.code).pk}

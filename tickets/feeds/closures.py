"""When the centre is closed, or open beside its usual week, as events of a calendar (CH-I).

One event a day, so that its identity never depends on its neighbours: what comes between two closed days, and the first
day of the feed, which moves on every day, leave the others as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Event

from sla.models import CST, CalendarVersion, latest_version, timeline_of
from sla.timeline import Timeline
from sla.windows import Span, cut_out
from sla.year_view import Day, Kind, day_of
from tickets.feeds import events

PAST, AHEAD = timedelta(days=30), timedelta(days=365)
_ONE_DAY = timedelta(days=1)


def of_centre(at: datetime, made_at: datetime) -> Iterator[Event]:
    """The days from 30 days before `at` to a year after it that are not of the usual week, in the active language.

    `made_at` dates the hours that nobody saved: those loaded with the charter.
    """
    version = latest_version(CST)
    hours = timeline_of(version.pk)
    today = at.astimezone(hours.zone).date()
    for n in range((PAST + AHEAD).days + 1):
        day = day_of(hours, today - PAST + n * _ONE_DAY)
        if day.kind not in {Kind.USUAL, Kind.WEEKLY}:
            for event in _of_day(hours, day):
                yield _dated(event, version, made_at)


def _of_day(hours: Timeline, day: Day) -> Iterator[Event]:
    """The whole day closed, or each stretch that is closed or open unlike in the usual week."""
    if not day.spans:
        yield _event(day, "closed", _("CST fermé\u00a0: %s"), day.day, day.day + _ONE_DAY)
        return
    usual = hours.plan(day.day).usual
    for n, span in enumerate(_lacking(day.spans, usual)):
        yield _event(day, f"closed-{n}", _("CST fermé\u00a0: %s"), *_ends(hours, day.day, span))
    for n, span in enumerate(_lacking(usual, day.spans)):
        yield _event(day, f"open-{n}", _("CST ouvert\u00a0: %s"), *_ends(hours, day.day, span))


def _event(day: Day, part: str, title: str, start: date, end: date) -> Event:
    event = events.event(f"{CST}-{day.day:%Y%m%d}-{part}", title % day.name, start, end)
    event.add("description", _("Heures du CST ce jour-là\u00a0: %s.") % day.hours)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # it tells, and occupies nobody
    return event


def _dated(event: Event, version: CalendarVersion, made_at: datetime) -> Event:
    return events.dated(event, version.saved_at or made_at, version.number - 1)


def _lacking(spans: Sequence[Span], wanted: Sequence[Span]) -> tuple[Span, ...]:
    """What of the `wanted` time is in none of the spans."""
    left = tuple(wanted)
    for span in spans:
        left = cut_out(left, span)
    return left


def _ends(hours: Timeline, day: date, span: Span) -> tuple[datetime, datetime]:
    """The wall-clock times at which a span begins and ends, in the calendar's own zone."""
    zone = ZoneInfo(hours.time_zone)
    midnight = datetime.combine(day, time(0))
    start, end = (midnight + timedelta(seconds=second) for second in span)
    return start.replace(tzinfo=zone), end.replace(tzinfo=zone)

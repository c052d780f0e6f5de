"""A feed as the text that calendar programs read: iCalendar (RFC 5545, RFC 7986), in its person's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar

from accounts.reading import as_read_by
from tickets.feeds import closures, events, sessions
from tickets.models import CalendarFeed

MEDIA_TYPE = "text/calendar; charset=utf-8"
# How often a program is asked to look again; most keep to a pace of their own.
REFRESHED_EVERY = timedelta(hours=1)


def of(feed: CalendarFeed, at: datetime) -> bytes:
    """All of `feed` at `at`: nothing in it but its events depends on the instant, so that it is the same until they
    change."""
    with as_read_by(feed.owner):
        calendar = _empty(feed.name)
        if feed.with_closures:
            for event in closures.of_centre(at, feed.created_at):
                calendar.add_component(event)
        if feed.with_sessions:
            for event in sessions.of_person(feed.owner, at):
                calendar.add_component(event)
    # Whole years around the events: from day to day the definition of the zone stays the same too.
    calendar.add_missing_timezones(date(at.year - 1, 1, 1), date(at.year + 2, 12, 31))
    content: bytes = calendar.to_ical()
    return content


def _empty(name: str) -> Calendar:
    calendar, title = Calendar(), events.one_line(_("CST EXER\u00a0: %s") % name)
    calendar.add("prodid", "-//EXER DATACOM//CST EXER//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)  # what programs of before RFC 7986 read
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar

"""What every event of a feed has: an identity that stays, its times, and which state of it this is (RFC 5545)."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Event, vText

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


def event(identity: str, title: str, start: date, end: date) -> Event:
    """An event from `start` to before `end`: days, or aware datetimes. The same `identity` is the same event."""
    made = Event()
    made.add("uid", f"{identity}@{urlsplit(settings.BASE_URL).hostname}")
    made.add("summary", one_line(title))
    made.add("dtstart", start)
    made.add("dtend", end)
    return made


def one_line(text: str) -> vText:
    """`text` as a value of one line, whatever signs were typed into it."""
    return vText(_CONTROLS.sub(" ", text))


def dated(made: Event, since: datetime, sequence: int) -> Event:
    """The event as it stands since `since`: the same until it changes, so that whoever has it is not sent it again."""
    made.add("dtstamp", since)
    made.add("last-modified", since)
    made.add("sequence", sequence)
    return made

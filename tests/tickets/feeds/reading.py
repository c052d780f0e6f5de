"""A feed as a calendar program reads it."""

from __future__ import annotations

from django.test import Client
from icalendar import Calendar, Event

from accounts.models import User
from tests.world import TUESDAY
from tickets.feeds import keys


def address(owner: User, *, closures: bool = False, sessions: bool = False) -> str:
    """The path of a new feed of `owner`, made at `TUESDAY`."""
    _row, secret = keys.create(owner, "Bureau", closures=closures, sessions=sessions, at=TUESDAY)
    return f"/agenda/{secret}.ics"


def calendar(path: str) -> Calendar:
    """What stands at `path`, read back by the library."""
    answer = Client().get(path)
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content)
    assert isinstance(found, Calendar)
    return found


def events(path: str) -> list[Event]:
    """Its events, in the order in which they begin."""
    found = [event for event in calendar(path).walk("VEVENT") if isinstance(event, Event)]
    return sorted(found, key=lambda event: str(event.decoded("dtstart")))


def on(path: str, day: str) -> list[Event]:
    """Those that begin on a day, given as 2026-12-24."""
    return [event for event in events(path) if str(event.decoded("dtstart")).startswith(day)]

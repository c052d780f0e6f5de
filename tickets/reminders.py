"""When a customer who is waited for is reminded: after two working days, and once more after five.

Pure arithmetic on the ticket's events and its calendar. A reminder is automatic mail: it touches no clock (CH-V.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.models import working_time_of
from sla.working_time import WorkingTime
from tickets import requested
from tickets.models import Event, Ticket

# Working days without a word: who was away for a day is left in peace; after a week the question is forgotten.
AFTER = (2, 5)
# What waits for longer was left so by people: a robot wakes nobody up about it.
FORGOTTEN = timedelta(days=30)
# An engineer who clicks twice, or whose colleague did, sends one mail.
APART = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Reminder:
    """The reminder that is due: the first or the last, and what was asked for (tickets/requested.py)."""

    turn: int
    asked: tuple[str, ...]

    @property
    def is_last(self) -> bool:
        return self.turn >= len(AFTER)


def due(ticket: Ticket, events: Iterable[Event], at: datetime) -> Reminder | None:
    """The reminder to send at `at`, or None: too early, sent already, or the centre is closed.

    `ticket` waits for its customer; `events` hold its answers and its reminders.
    """
    events = list(events)
    calendar = working_time_of(ticket.calendar_version_id)
    coming = following(ticket, events)
    if coming.turn > len(AFTER) or not calendar.is_open(at):
        return None
    if working_days(calendar, asked_at(ticket, events), at) < AFTER[coming.turn - 1]:
        return None
    last = last_reminder(ticket, events)
    if (
        last is not None
        and working_days(calendar, last, at) < AFTER[coming.turn - 1] - AFTER[coming.turn - 2]
    ):
        return None  # the one before left late: the customer has the same days to act on it
    return coming


def following(ticket: Ticket, events: Iterable[Event]) -> Reminder:
    """The reminder that comes next, whenever that is."""
    events = list(events)
    start = asked_at(ticket, events)
    given = sum(_reminds(event) and event.at >= start for event in events)
    return Reminder(given + 1, requested.since(events, ticket.waiting_since))


def last_reminder(ticket: Ticket, events: Iterable[Event]) -> datetime | None:
    """When the customer was last reminded of the present question."""
    events = list(events)
    start = asked_at(ticket, events)
    return max(
        (event.at for event in events if _reminds(event) and event.at >= start),
        default=None,
    )


def _reminds(event: Event) -> bool:
    """Whether the customer was reminded by it, and not an engineer of their own doing (reminding_oneself.py)."""
    return event.kind == Event.Kind.REMINDED and "own" not in event.data


def asked_at(ticket: Ticket, events: Iterable[Event]) -> datetime:
    """Since when the customer is waited for: the last word of the centre, which may add to an earlier one."""
    answers = (event.at for event in events if event.kind == Event.Kind.ANSWERED)
    return max([ticket.waiting_since, *answers])


def working_days(calendar: WorkingTime, start: datetime, end: datetime) -> int:
    """Whole working days between two instants: from Friday 16:00 to Tuesday 16:00 it is two."""
    first, last = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
    days = {step.start.date() for step in calendar.open_between(start, end)} - {first.date()}
    unfinished = last.date() in days and last.time() < first.time()
    return len(days) - unfinished

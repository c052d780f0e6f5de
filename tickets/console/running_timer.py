"""The clock of PS work as the console shows it: in the bar of every page, and in the form that notes its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from contracts.sentences import hours
from sla.wording import PARIS
from tickets.actions import timing
from tickets.console.forms import TimeSpentForm
from tickets.drafting import reading
from tickets.models import Ticket, WorkTimer

# A piece of work of a whole day and more was not counted by a clock that somebody watched.
MOST = 24 * 60


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs: on which ticket, for how long in words, and whether it looks forgotten."""

    row: WorkTimer
    took: str
    is_forgotten: bool


def shown(request: HttpRequest) -> dict[str, Any]:
    """`running_timer` for every page: None, or one's own clock; one query, on the pages that show it.

    A request that was refused before anybody was recognised has no `user`.
    """
    return {
        "running_timer": SimpleLazyObject(partial(of_user, getattr(request, "user", None), timezone.now()))
    }


def of_user(user: Any, now: datetime) -> Running | None:
    """The clock of `user`, if they are an engineer and one runs."""
    row = timing.running(user) if isinstance(user, User) and user.is_engineer else None
    if row is None:
        return None
    return Running(row, hours(timing.minutes_of(row, now)), timing.is_forgotten(row, now))


def filled(ticket: Ticket, user: User, query: Mapping[str, Any], now: datetime) -> TimeSpentForm | None:
    """The form for time spent, filled in from ?temps=: minutes, or "chrono" for one's own clock. Nothing is written."""
    said = reading.typed(query, "temps", 6)
    if said == "chrono":
        row = timing.running(user)
        if row is None or row.ticket_id != ticket.pk:
            return None
        day, key = row.started_at.astimezone(PARIS).date(), row.pk
        return _form(ticket, timing.minutes_of(row, now), worked_on=day, timer=key)
    return _form(ticket, int(said)) if said.isascii() and said.isdigit() else None


def _form(ticket: Ticket, minutes: int, **initial: Any) -> TimeSpentForm:
    whole, rest = divmod(min(minutes, MOST), 60)
    return TimeSpentForm(ticket, initial={"hours": whole, "minutes": rest, **initial})

"""How the deadline of a first response moved: from when to when, why, by whom (CH-V.2). In the active language.

The events say it (tickets/actions/writing.py). What customers read goes from one instant that they were told to the
next: while a request was to be checked its deadline rested on a provisional level, and no one promised it to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.decision import OUTCOMES, Outcome, Reason
from sla import explain, reader_zone, wording
from tickets.models import Event, Ticket


@dataclass(frozen=True, slots=True)
class Change:
    """One move of the deadline; an end that is None was without promise.

    `kind` is the Event.Kind that moved it. `by` is the full name of who did it, empty for the system and for customers.
    """

    at: datetime
    kind: str
    before: datetime | None
    after: datetime | None
    before_text: str
    after_text: str
    at_text: str
    why: str
    by: str = ""


def changes(ticket: Ticket, events: Sequence[Event], reader: User | None) -> tuple[Change, ...]:
    """The moves that `reader` may know of, oldest first; None reads as a customer.

    `events` are all those of the ticket in the order of writing. For the centre, one query for the names unless they
    are there already; for customers none.
    """
    if reader is None or not reader.is_engineer:
        return tuple(_say(move) for move in _told(events))
    moves = [move for move in _moves(events) if move.shows]
    prefetch_related_objects([move.event for move in moves], "actor")
    return tuple(
        replace(_say(move), by=move.event.actor.full_name if move.event.actor is not None else "")
        for move in moves
    )


def told(events: Sequence[Event]) -> frozenset[int]:
    """The events, by primary key, that moved the deadline from an instant told to customers to another."""
    return frozenset(move.event.pk for move in _told(events))


def why(event: Event) -> str:
    """What moved the deadline, in a few words: sévérité 3 → 1, horaires du centre modifiés."""
    reason = _REASONS.get(Event.Kind(event.kind))
    return reason(event) if reason is not None else _("reprise après une attente")


def qualified(event: Event) -> list[str]:
    """What a qualification changed."""
    before, after = event.data["before"], event.data["after"]
    found = []
    if before["severity"] != after["severity"]:
        found.append(_("sévérité %(before)s → %(after)s") % _ends(before["severity"], after["severity"]))
    if before["serial"] != after["serial"]:
        found.append(_("produit %(before)s → %(after)s") % _ends(before["serial"], after["serial"]))
    if before["kind"] != after["kind"]:
        found.append(_("nature modifiée"))
    return found


def due_text(due: datetime | None, at: datetime) -> str:
    """A deadline to somebody who reads at `at`, or that there is none."""
    if due is None:
        return _("sans engagement")
    return reader_zone.beside(explain.short_due(due, at), due)


# --- The pieces ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    event: Event
    before: datetime | None
    after: datetime | None

    @property
    def shows(self) -> bool:
        """Whether a reader sees it: seconds are shown nowhere."""
        before, after = (end and wording.to_the_minute(end) for end in (self.before, self.after))
        return before != after


def _moves(events: Iterable[Event]) -> Iterator[_Move]:
    """Every move, provisional or not; the opening, which gives the first deadline, is none."""
    for event in events:
        if "due" in event.data and event.kind != Event.Kind.OPENED:
            yield _Move(event, *_due(event))


def _told(events: Iterable[Event]) -> Iterator[_Move]:
    """The moves between instants that customers were told."""
    due = told_due = None
    accepted = waived = was_told = False
    for event in events:
        accepted = _is_accepted(event, accepted)
        waived = waived or event.kind == Event.Kind.WAIVED
        if "due" in event.data:
            due = _due(event)[1]
        if not (accepted or waived):
            continue
        move = _Move(event, told_due, due)
        if was_told and move.shows:
            yield move
        if not was_told or move.shows:
            was_told, told_due = True, due


def _is_accepted(event: Event, accepted: bool) -> bool:
    """Whether the verdict after `event` accepts the request, and so tells its clock."""
    match event.kind:
        case Event.Kind.OPENED | Event.Kind.PASSED_TO_CENTRE:
            reason = event.data["verdict"]["reason"]
        case Event.Kind.QUALIFIED:
            reason = event.data["after"]["reason"]
        case _:
            return accepted
    return OUTCOMES[Reason(reason)] is Outcome.ACCEPTED


def _due(event: Event) -> tuple[datetime | None, datetime | None]:
    before, after = (
        datetime.fromisoformat(text) if (text := event.data["due"][end]) else None
        for end in ("before", "after")
    )
    return before, after


def _say(move: _Move) -> Change:
    at = move.event.at
    here = timezone.localtime(at)
    return Change(
        at=at,
        kind=move.event.kind,
        before=move.before,
        after=move.after,
        before_text=due_text(move.before, at),
        after_text=due_text(move.after, at),
        at_text=wording.at_time(wording.short_day(here.date()), here),
        why=why(move.event),
    )


def _ends(before: Any, after: Any) -> dict[str, Any]:
    return {"before": before or "?", "after": after or "?"}


def _why_qualified(event: Event) -> str:
    before, after = event.data["before"], event.data["after"]
    was, now = (OUTCOMES[Reason(end["reason"])] for end in (before, after))
    if was is Outcome.TO_CHECK and now is not Outcome.TO_CHECK:
        found = [_("produit identifié")]
        if before["severity"] != after["severity"]:
            found.insert(
                0, _("sévérité %(before)s → %(after)s") % _ends(before["severity"], after["severity"])
            )
        return ", ".join(found)
    return ", ".join(qualified(event)) or _("qualification")


_REASONS: dict[Event.Kind, Callable[[Event], str]] = {
    Event.Kind.QUALIFIED: _why_qualified,
    Event.Kind.CALENDAR_CHANGED: lambda event: _("horaires du centre modifiés"),
    Event.Kind.REOPENED: lambda event: _("réouverture"),
    Event.Kind.WAIVED: lambda event: _("ouverture à titre exceptionnel"),
    Event.Kind.PASSED_TO_CENTRE: lambda event: _("transmission par le revendeur"),
    Event.Kind.MERGED: lambda event: _("fusion avec %(number)s") % event.data,
}

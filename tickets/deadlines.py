"""The deadline of a ticket, or of a request about to be opened, ready to be shown with its reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from sla import commitments, explain, reader_zone, wording
from sla.commitments import Promise
from sla.explain import SkipText, StepText
from sla.models import working_time_of
from sla.working_time import WorkingTime, since_epoch
from tickets import deadline_changes, response_clock
from tickets.deadline_changes import Change
from tickets.models import Ticket
from tickets.response_clock import Clocks

# Under this share of the promise left, the deadline is said to be near.
NEAR = 0.25


@dataclass(frozen=True, slots=True)
class DeadlineText:
    """What the deadline component shows (templates/components/_deadline.html).

    `tone` is "ok", "soon", "late", "paused", "met", "missed", "ended" (without answer) or "none"; `due` is None without
    promise, and `text` then says why. While the clock stands still `due` supposes that it goes on at once, and
    `due_text` is empty: nothing says when it will.
    """

    due: datetime | None
    due_text: str
    remaining_text: str
    tone: str
    text: str
    steps: Any = ()
    skipped: Any = ()
    rulers: Any = ()
    changes: tuple[Change, ...] = ()
    # What the steps add up to; empty while the clock stands still.
    total_text: str = ""

    @property
    def course(self) -> list[StepText | SkipText]:
        """The steps and what lay between, in order of time."""
        return sorted([*self.steps, *self.skipped], key=lambda each: since_epoch(each.start))

    @property
    def shows_waits(self) -> bool:
        """Whether the ruler draws time in which the clock stood still, and so needs its key."""
        return any(segment.kind == "wait" for row in self.rulers for segment in row.segments)


@dataclass(frozen=True, slots=True)
class Impact:
    """One of the charter's impact sentences and what it promises now."""

    severity: int
    sentence: str
    promise_text: str


def of_ticket(ticket: Ticket, now: datetime, reader: User | None = None) -> DeadlineText:
    """The first-response deadline of `ticket` as it stands at `now`, in the active language.

    Its changes are those that `reader` may know of; without one, a customer.
    """
    clocks = response_clock.clocks(ticket)
    changes = deadline_changes.changes(ticket, clocks.events, reader)
    if ticket.due_at is None:
        return replace(_without_promise(ticket), changes=changes)
    return replace(_explained(ticket, clocks, now), changes=changes)


def _explained(ticket: Ticket, clocks: Clocks, now: datetime) -> DeadlineText:
    assert ticket.due_at is not None
    clock = clocks.first_response
    tone, remaining = _standing(ticket, clock.working_time, now)
    explained = explain.deadline(
        clock.started_at,
        clock.commitment,
        clock.working_time,
        severity=ticket.severity,
        level=ticket.level,
        now=_looked_at(ticket, now),
        pauses=clock.granted_pauses,
        paused_since=ticket.paused_since if tone == "paused" else None,
    )
    return DeadlineText(
        due=ticket.due_at,
        due_text="" if tone == "paused" else short_due(ticket.due_at, now),
        remaining_text=remaining,
        tone=tone,
        text=reader_zone.hours_of_paris(explained.text, ticket.due_at),
        steps=explained.steps,
        skipped=explained.skipped,
        rulers=explained.rulers,
        total_text=""
        if tone == "paused" or clock.commitment is None
        else explain.business_hours(clock.commitment),
    )


def _looked_at(ticket: Ticket, now: datetime) -> datetime:
    """The instant up to which time is used: nothing is once the request was answered or ended."""
    if ticket.first_response_at is not None:
        return ticket.first_response_at
    return ticket.waiting_since if ticket.is_ended else now


def short_due(due: datetime, now: datetime) -> str:
    """A deadline as short as it stays clear, with the reader's own time where it is another than that of Paris."""
    return reader_zone.beside(explain.short_due(due, now), due)


def full_due(due: datetime, now: datetime) -> str:
    """The same with its day, for a mail."""
    return reader_zone.beside(explain.full_due(due, now), due)


def is_told(ticket: Ticket) -> bool:
    """Whether the customer is told of the clock as a promise.

    A request still to be checked runs on a provisional level, so that nothing is late because it waited to be
    qualified; nothing is promised on it.
    """
    return ticket.verdict.is_accepted or ticket.waived


def promise(level: str, severity: int | None, at: datetime) -> DeadlineText:
    """What a request opened at `at` would be promised; `level` may be empty (no promise)."""
    return _promise(commitments.promise(level, severity), at)


def impacts(level: str, at: datetime) -> list[Impact]:
    """The charter's four impacts, each with what it promises to a request opened at `at`; two queries."""
    promised = commitments.promises(level)
    return [
        Impact(severity, str(sentence), _in_short(level, _promise(promised[severity], at)))
        for severity, sentence in commitments.IMPACTS.items()
    ]


def _in_short(level: str, promise: DeadlineText) -> str:
    if promise.due is None:
        return promise.text if level else ""
    return _("réponse avant %s") % promise.due_text


def _promise(promised: Promise, at: datetime) -> DeadlineText:
    level, severity, amount = promised.level, promised.severity, promised.first_response
    if amount is None:
        return DeadlineText(None, "", "", "none", _no_promise(level, severity))
    calendar = working_time_of(promised.calendar_version)
    explained = explain.deadline(at, amount, calendar, severity=severity, level=level, now=at)
    assert explained.due is not None
    return DeadlineText(
        due=explained.due,
        due_text=short_due(explained.due, at),
        remaining_text=explain.business_hours(amount),
        tone="ok",
        text=reader_zone.hours_of_paris(explained.text, explained.due),
        steps=explained.steps,
        skipped=explained.skipped,
        rulers=explained.rulers,
        total_text=explain.business_hours(amount),
    )


def remaining(ticket: Ticket, now: datetime) -> str:
    """The working time left before the deadline, in words; empty when nothing runs."""
    if ticket.due_at is None or ticket.first_response_at is not None:
        return ""
    return _standing(ticket, working_time_of(ticket.calendar_version_id), now)[1]


def tone(ticket: Ticket, now: datetime) -> str:
    """The tone of a ticket's deadline, for lists."""
    if ticket.due_at is None:
        return "none"
    return _standing(ticket, working_time_of(ticket.calendar_version_id), now)[0]


def _standing(ticket: Ticket, calendar: WorkingTime, now: datetime) -> tuple[str, str]:
    """The tone and the words for the time left; working time throughout."""
    assert ticket.due_at is not None
    if ticket.first_response_at is not None:
        if ticket.first_response_at <= ticket.due_at:
            return "met", _("engagement tenu")
        return "missed", _("engagement manqué")
    if ticket.merged_into_id is not None:
        return "ended", _("repris par l’autre ticket")
    if ticket.is_ended:
        return "ended", _("clos sans réponse")
    if ticket.paused_since is not None:
        return "paused", _stopped(ticket, ticket.paused_since, calendar, now)
    if now > ticket.due_at:
        late = explain.duration(calendar.between(ticket.due_at, now))
        return "late", _("en retard de %s") % late
    left = calendar.between(max(now, ticket.received_at), ticket.due_at)
    commitment = timedelta(minutes=ticket.commitment_minutes or 0)
    return ("soon" if left <= commitment * NEAR else "ok"), _("reste %s") % explain.duration(left)


def _stopped(ticket: Ticket, since: datetime, calendar: WorkingTime, now: datetime) -> str:
    """Since when the clock stands still and what is left, in the minutes that the explanation counts with."""
    assert ticket.due_at is not None
    left = calendar.between(wording.to_the_minute(since), wording.to_the_minute(ticket.due_at))
    return _("suspendu depuis %(since)s, reste %(left)s") % {
        "since": short_due(since, now),
        "left": explain.duration(left),
    }


def _without_promise(ticket: Ticket) -> DeadlineText:
    if ticket.status in response_clock.UNPROMISED:
        text = _("La demande n’est pas ouverte\u00a0: aucun délai ne court.")
    else:
        text = _no_promise(ticket.level, ticket.severity)
    return DeadlineText(None, "", "", "none", text)


def _no_promise(level: str, severity: int | None) -> str:
    if not level:
        return _("Aucun délai n’est promis pour cette demande.")
    return commitments.without_promise(level, severity)

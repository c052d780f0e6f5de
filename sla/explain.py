"""What people read of a deadline: the sentence, the steps, the day ruler; and whether the centre is open (CH-I, CH-V).

Everything is said in the active language, in the calendar's zone. docs/rules/deadline.md has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sla import commitments, wording
from sla.errors import NeverClosesError, NoOpeningError, SlaError
from sla.rulers import Row, rulers
from sla.wording import business_hours, duration, full_due, short_due
from sla.working_time import Skip, Step, Trace, WorkingTime, since_epoch

_ZERO = timedelta(0)
# Beyond these, a sentence sums up days instead of naming each step, and counts closures instead of naming each.
_MOST_STEPS = 6
_MOST_CLOSURES = 3


@dataclass(frozen=True, slots=True)
class StepText:
    """A stretch worked, and its words: "11h07 à 12h30 : 1h23"."""

    start: datetime
    end: datetime
    worked: timedelta
    text: str


@dataclass(frozen=True, slots=True)
class SkipText:
    """A stretch closed, and its words: "nuit", "14 juillet, Fête nationale"."""

    start: datetime
    end: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due time with its reasons, ready to be shown. `due` is None without promise, and `text` says why (CH-V.1)."""

    due: datetime | None
    text: str
    steps: tuple[StepText, ...] = ()
    skipped: tuple[SkipText, ...] = ()
    rulers: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningStatus:
    """Whether the centre is open (CH-I). `text` is what comes next: "pause à 12h30", "ouvre mardi à 9h00"."""

    is_open: bool
    text: str

    @property
    def sentence(self) -> str:
        """CST ouvert, pause à 12h30."""
        state = _("CST ouvert") if self.is_open else _("CST fermé")
        return f"{state}, {self.text}" if self.text else state


def deadline(
    received: datetime,
    amount: timedelta | None,
    working_time: WorkingTime,
    *,
    severity: int | None = None,
    level: str | None = None,
    now: datetime | None = None,
    paused: timedelta = _ZERO,
) -> Deadline:
    """The deadline of a request received at an instant, explained to somebody who reads at `now`.

    `amount` is the working time promised; None, no promise (CH-V.1). With a level, a severity of None reads "to
    qualify"; without a level nothing is said of severity. `paused` is working time spent waiting for others, which is
    added to the promise.
    """
    if amount is None:
        return Deadline(None, commitments.without_promise(level or "", severity))
    trace = working_time.trace(received, amount + paused)
    received = received.astimezone(working_time.zone)
    return Deadline(
        due=trace.due,
        text=sentence(received, trace, amount, severity=severity, level=level, now=now, paused=paused),
        steps=_step_texts(trace.steps),
        skipped=tuple(SkipText(skip.start, skip.end, _skip_text(skip)) for skip in trace.skipped),
        rulers=rulers(received, trace, working_time, now),
    )


def sentence(
    received: datetime,
    trace: Trace,
    amount: timedelta,
    *,
    severity: int | None = None,
    level: str | None = None,
    now: datetime | None = None,
    paused: timedelta = _ZERO,
) -> str:
    """14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00 (sévérité 1, 2h ouvrées).

    A day is named where it is not the one just spoken of; the first one spoken of is that of `now`, or of arrival.
    """
    zone = trace.due.tzinfo
    received = received.astimezone(zone)
    names = _Days((now.astimezone(zone) if now is not None else received).date())
    due, arrival = names.say(trace.due), names.say(received)
    chain = (
        _summed_up(trace, received, names)
        if len(trace.steps) > _MOST_STEPS
        else _chain(trace, received, names)
    )
    return _("%(due)s = reçu %(path)s (%(basis)s)") % {
        "due": due,
        "path": ", ".join([arrival, *chain]),
        "basis": _basis(amount, severity, level, paused),
    }


class _Days:
    """Says instants one after the other, naming the day only where it changes."""

    def __init__(self, anchor: date) -> None:
        self.anchor = self.said = anchor

    def say(self, at: datetime) -> str:
        day, self.said = self.said, at.date()
        if at.date() == day:
            return wording.clock_time(at)
        return wording.at_time(wording.near_day(at.date(), self.anchor), at)


def _basis(amount: timedelta, severity: int | None, level: str | None, paused: timedelta) -> str:
    parts = [business_hours(amount)]
    if severity is not None:
        parts.insert(0, _("sévérité %s") % severity)
    elif level:
        parts.insert(0, _("sévérité à qualifier"))
    if paused:
        parts.append(_("%s en attente") % duration(paused))
    return ", ".join(parts)


def _chain(trace: Trace, received: datetime, names: _Days) -> list[str]:
    """Each step and what lay between, in order."""
    pieces: list[Step | Skip] = [*trace.steps, *trace.skipped]
    pieces.sort(key=lambda piece: since_epoch(piece.start))
    return [
        _skip_text(piece) if isinstance(piece, Skip) else _step_in_chain(piece, trace, received, names)
        for piece in pieces
    ]


def _step_in_chain(step: Step, trace: Trace, received: datetime, names: _Days) -> str:
    worked = duration(wording.shown_duration(step.start, step.end))
    starts_on_arrival, is_last = step.start == received, step is trace.steps[-1]
    if starts_on_arrival and is_last:
        return _("%s d’affilée") % worked
    if starts_on_arrival:
        return _("%(worked)s jusqu’à %(end)s") % {"worked": worked, "end": names.say(step.end)}
    if is_last:
        return _("%(worked)s à partir de %(start)s") % {"worked": worked, "start": names.say(step.start)}
    return _("%(worked)s de %(start)s à %(end)s") % {
        "worked": worked,
        "start": names.say(step.start),
        "end": names.say(step.end),
    }


def _summed_up(trace: Trace, received: datetime, names: _Days) -> list[str]:
    """The first day, the days between taken together, the last day; of the closed stretches, those with a name."""
    first_day, last_day = received.date(), trace.steps[-1].start.date()
    first = [step for step in trace.steps if step.start.date() == first_day]
    last = [step for step in trace.steps if step.start.date() == last_day and last_day != first_day]
    between = trace.steps[len(first) : len(trace.steps) - len(last)]
    chain = []
    if first:
        worked = duration(_shown(first))
        chain.append(_("%(worked)s jusqu’à %(end)s") % {"worked": worked, "end": names.say(first[-1].end)})
    if between:
        days = len({step.start.date() for step in between})
        chain.append(
            _("%(worked)s sur %(days)s jours ouvrés") % {"worked": duration(_shown(between)), "days": days}
            if days > 1
            else _("%s sur un jour ouvré") % duration(_shown(between))
        )
    chain += _named_closures(trace.skipped)
    if last:
        worked = duration(_shown(last))
        chain.append(
            _("%(worked)s à partir de %(start)s") % {"worked": worked, "start": names.say(last[0].start)}
        )
    return chain


def _shown(steps: Iterable[Step]) -> timedelta:
    return sum((wording.shown_duration(step.start, step.end) for step in steps), _ZERO)


def _named_closures(skipped: Iterable[Skip]) -> list[str]:
    named = [skip for skip in skipped if skip.days]
    words = [_skip_text(skip) for skip in named[:_MOST_CLOSURES]]
    more = len(named) - _MOST_CLOSURES
    if more == 1:
        words.append(_("et une autre fermeture"))
    elif more > 1:
        words.append(_("et %s autres fermetures") % more)
    return words


def _skip_text(skip: Skip) -> str:
    name = skip.reason.in_language(get_language())
    if skip.days is None:
        return name
    first, last = skip.days
    if first == last:
        return _("%(day)s, %(name)s") % {"day": wording.day_and_month(first), "name": name}
    return _("du %(first)s au %(last)s, %(name)s") % {
        "first": wording.day_and_month(first),
        "last": wording.day_and_month(last),
        "name": name,
    }


def _step_texts(steps: Sequence[Step]) -> tuple[StepText, ...]:
    """The steps one by one; each begins with its day when there are several."""
    several = len({step.start.date() for step in steps}) > 1
    found = []
    for step in steps:
        worked = wording.shown_duration(step.start, step.end)
        start = wording.clock_time(step.start)
        if several:
            start = wording.at_time(wording.full_day(step.start.date(), steps[0].start.date()), step.start)
        text = _("%(start)s à %(end)s\u00a0: %(worked)s") % {
            "start": start,
            "end": wording.clock_time(step.end),
            "worked": duration(worked),
        }
        found.append(StepText(step.start, step.end, step.worked, text))
    return tuple(found)


def opening_status(working_time: WorkingTime, now: datetime) -> OpeningStatus:
    """Whether the centre is open at `now`, and when that changes (CH-I)."""
    now = now.astimezone(working_time.zone)
    if working_time.is_open(now):
        return OpeningStatus(True, _next_closing(working_time, now))
    try:
        opens = working_time.next_opening(now)
    except NoOpeningError:
        return OpeningStatus(False, "")
    if opens.date() == now.date():
        return OpeningStatus(False, _("ouvre à %s") % wording.clock_time(opens))
    day = wording.near_day(opens.date(), now.date())
    return OpeningStatus(
        False, _("ouvre %(day)s à %(time)s") % {"day": day, "time": wording.clock_time(opens)}
    )


def _next_closing(working_time: WorkingTime, now: datetime) -> str:
    try:
        closes = working_time.next_closing(now)
        opens_again = working_time.next_opening(closes)
    except NeverClosesError:
        return ""
    except NoOpeningError:
        return _("ferme à %s") % wording.clock_time(closes)
    if opens_again.date() == now.date():
        return _("pause à %s") % wording.clock_time(closes)
    return _("ferme à %s") % wording.clock_time(closes)


def refusal(error: SlaError) -> str:
    """What sla refused and why, in the active language."""
    parts = {name: _(part) if isinstance(part, str) and part else part for name, part in error.parts.items()}
    return _(error.sentence) % parts if parts else _(error.sentence)


__all__ = [
    "Deadline",
    "OpeningStatus",
    "business_hours",
    "deadline",
    "duration",
    "full_due",
    "opening_status",
    "refusal",
    "rulers",
    "sentence",
    "short_due",
]

"""How a due time was reached, as one sentence that can be checked on paper (CH-I, CH-V). In the active language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sla import waits, wording
from sla.waits import Course, Wait
from sla.wording import business_hours, duration
from sla.working_time import Skip, Step, Trace, since_epoch

_ZERO = timedelta(0)
# Beyond these, a sentence sums up days instead of naming each step, and counts closures instead of naming each.
_MOST_STEPS = 6
_MOST_CLOSURES = 3


@dataclass(frozen=True, slots=True)
class Basis:
    """What was promised and for what. `level` None: nothing is said of a severity that is not there."""

    amount: timedelta
    severity: int | None = None
    level: str | None = None

    def __str__(self) -> str:
        """Sévérité 1, 2h ouvrées."""
        words = [business_hours(self.amount)]
        if self.severity is not None:
            words.insert(0, _("sévérité %s") % self.severity)
        elif self.level:
            words.insert(0, _("sévérité à qualifier"))
        return ", ".join(words)


def sentence(
    received: datetime,
    trace: Trace,
    amount: timedelta,
    *,
    severity: int | None = None,
    level: str | None = None,
    now: datetime | None = None,
    waited: Iterable[Wait] = (),
) -> str:
    """14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00 (sévérité 1, 2h ouvrées).

    A day is named where it is not the one just spoken of; the first one spoken of is that of `now`, or of arrival.
    The steps and closed stretches of `trace` leave out those `waited`, which are told between them.
    """
    zone = trace.due.tzinfo
    received = received.astimezone(zone)
    names = _Days((now.astimezone(zone) if now is not None else received).date())
    due = names.say(trace.due)
    return _("%(due)s = reçu %(path)s (%(basis)s)") % {
        "due": due,
        "path": _path(received, trace, tuple(waited), names),
        "basis": Basis(amount, severity, level),
    }


def stopped(course: Course, basis: Basis) -> str:
    """Reçu 11h07, 0h53 jusqu’à 12h00, suspendu depuis 12h00, reste 1h07 (sévérité 1, 2h ouvrées).

    Of a clock that stands still no due time is told: it depends on when it goes on.
    """
    names = _Days(course.until.date())
    return _("Reçu %(path)s, suspendu depuis %(since)s, reste %(left)s (%(basis)s)") % {
        "path": _path(course.received, course.trace, course.waited, names),
        "since": names.say(course.until),
        "left": duration(course.left()),
        "basis": basis,
    }


def skip_text(skip: Skip) -> str:
    """Nuit, or with its days what bears a name: 14 juillet, Fête nationale."""
    name = skip.reason.in_language(get_language())
    # Some hours of a day: the steps around them tell which.
    if skip.days is None or skip.start.date() == skip.end.date():
        return name
    first, last = skip.days
    if first == last:
        return _("%(day)s, %(name)s") % {"day": wording.day_and_month(first), "name": name}
    return _("du %(first)s au %(last)s, %(name)s") % {
        "first": wording.day_and_month(first),
        "last": wording.day_and_month(last),
        "name": name,
    }


def wait_text(wait: Wait) -> str:
    """0h45 en attente."""
    return _("%s en attente") % duration(wait.time)


class _Days:
    """Says instants one after the other, naming the day only where it changes."""

    def __init__(self, anchor: date) -> None:
        self.anchor = self.said = anchor

    def say(self, at: datetime) -> str:
        day, self.said = self.said, at.date()
        if at.date() == day:
            return wording.clock_time(at)
        return wording.at_time(wording.near_day(at.date(), self.anchor), at)


def _path(received: datetime, trace: Trace, waited: tuple[Wait, ...], names: _Days) -> str:
    arrival = names.say(received)
    if len(trace.steps) > _MOST_STEPS:
        return ", ".join([arrival, *_summed_up(trace, received, waited, names)])
    return ", ".join([arrival, *_chain(trace, received, waited, names)])


def _chain(trace: Trace, received: datetime, waited: tuple[Wait, ...], names: _Days) -> list[str]:
    """Each step and what lay between, in order."""
    pieces: list[Step | Skip | Wait] = [*trace.steps, *trace.skipped, *waited]
    pieces.sort(key=lambda piece: since_epoch(piece.start))
    said = []
    for piece in pieces:
        match piece:
            case Step():
                said.append(_step_in_chain(piece, trace, received, names))
            case Skip():
                said.append(skip_text(piece))
            case Wait():
                said.append(_wait_in_chain(piece, names))
    return said


def _step_in_chain(step: Step, trace: Trace, received: datetime, names: _Days) -> str:
    worked = duration(wording.shown_duration(step.start, step.end))
    starts_on_arrival, is_last = step.start == received, step.end == trace.due
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


def _wait_in_chain(wait: Wait, names: _Days) -> str:
    return _("%(wait)s (%(start)s à %(end)s)") % {
        "wait": wait_text(wait),
        "start": names.say(wait.start),
        "end": names.say(wait.end),
    }


def _summed_up(trace: Trace, received: datetime, waited: tuple[Wait, ...], names: _Days) -> list[str]:
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
    if waited:
        chain.append(_("%s en attente") % duration(waits.total(waited)))
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
    words = [skip_text(skip) for skip in named[:_MOST_CLOSURES]]
    more = len(named) - _MOST_CLOSURES
    if more == 1:
        words.append(_("et une autre fermeture"))
    elif more > 1:
        words.append(_("et %s autres fermetures") % more)
    return words

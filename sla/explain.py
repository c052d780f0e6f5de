"""What people read of a deadline: the sentence, the steps, the day ruler; and whether the centre is open (CH-I, CH-V).

Everything is said in the active language, in the calendar's zone. docs/rules/deadline.md has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sla import commitments, due_sentence, reader_zone, waits, wording
from sla.clock import Pause
from sla.due_sentence import Basis, sentence, skip_text, wait_text
from sla.errors import NeverClosesError, NoOpeningError, SlaError
from sla.rulers import Row, rulers
from sla.waits import Course
from sla.windows import Window
from sla.wording import business_hours, duration, full_due, short_due
from sla.working_time import Step, WorkingTime, since_epoch


@dataclass(frozen=True, slots=True)
class StepText:
    """A stretch worked, and its words: "11h07 à 12h30 : 1h23"."""

    start: datetime
    end: datetime
    worked: timedelta
    text: str


@dataclass(frozen=True, slots=True)
class SkipText:
    """A stretch that did not count, and its words: "nuit", "14 juillet, Fête nationale", "0h45 en attente"."""

    start: datetime
    end: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due time with its reasons, ready to be shown. `due` is None without promise, and `text` says why (CH-V.1).

    Of a clock that stands still, `due` supposes that it goes on at once; neither `text` nor `rulers` tell it.
    """

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
    pauses: Iterable[Pause] = (),
    paused_since: datetime | None = None,
) -> Deadline:
    """The deadline of a request received at an instant, explained to somebody who reads at `now`.

    `amount` is the working time promised; None, no promise (CH-V.1). With a level, a severity of None reads "to
    qualify"; without a level nothing is said of severity. `pauses` are those that have put the due time off, in order;
    `paused_since` is when the clock stopped, when it stands still now. Times are those of the centre, Europe/Paris,
    also on a calendar of another zone.
    """
    if amount is None:
        return Deadline(None, commitments.without_promise(level or "", severity))
    working_time = working_time.told_in(wording.PARIS)
    course = waits.course(received, amount, working_time, pauses, paused_since)
    paper = course.on_paper()
    if paused_since is None:
        text = sentence(
            paper.received, paper.trace, amount, severity=severity, level=level, now=now, waited=paper.waited
        )
    else:
        text = due_sentence.stopped(paper, Basis(amount, severity, level))
    return Deadline(
        due=course.trace.due,
        text=text,
        steps=_step_texts(paper.trace.steps),
        skipped=_skip_texts(paper),
        rulers=rulers(course.received, course.trace, working_time, now, course.waited, paused_since),
    )


def _skip_texts(course: Course) -> tuple[SkipText, ...]:
    """What did not count, in order: closed, or waited."""
    found = [SkipText(skip.start, skip.end, skip_text(skip)) for skip in course.trace.skipped]
    found += [SkipText(each.start, each.end, wait_text(each)) for each in course.waited]
    return tuple(sorted(found, key=lambda each: since_epoch(each.start)))


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
        return OpeningStatus(False, _("ouvre à %s") % _told_time(opens))
    day = wording.near_day(opens.date(), now.date())
    return OpeningStatus(False, _("ouvre %(day)s à %(time)s") % {"day": day, "time": _told_time(opens)})


def _next_closing(working_time: WorkingTime, now: datetime) -> str:
    try:
        closes = working_time.next_closing(now)
        opens_again = working_time.next_opening(closes)
    except NeverClosesError:
        return ""
    except NoOpeningError:
        return _("ferme à %s") % _told_time(closes)
    if opens_again.date() == now.date():
        return _("pause à %s") % _told_time(closes)
    return _("ferme à %s") % _told_time(closes)


def _told_time(at: datetime) -> str:
    """The time by the clock of the calendar; a reader who lives by another than Paris time has theirs beside it."""
    said = wording.clock_time(at)
    in_paris = at.utcoffset() == wording.in_zone(at).utcoffset()
    return reader_zone.beside(said, at) if in_paris else said


def refusal(error: SlaError) -> str:
    """What sla refused and why, in the active language."""
    parts = {name: _part(part) for name, part in error.parts.items()}
    return _(error.sentence) % parts if parts else _(error.sentence)


def _part(part: object) -> object:
    """What fills a place of a refusal: words are message ids, a window is told by the reader's clock."""
    if isinstance(part, Window):
        return wording.window(part)
    return _(part) if isinstance(part, str) and part else part


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

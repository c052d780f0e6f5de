"""The day ruler: a deadline drawn as rows of days, in percent of a row, for templates/components/_ruler.html.

Positions are strings with a dot whatever the language: they stand in SVG attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sla import waits, wording
from sla.waits import Wait
from sla.working_time import Skip, Step, Trace, WorkingTime, since_epoch

AXIS = (8, 19)
MOST_ROWS = 5
# Half of what a label takes in percent of the narrowest row drawn (about 256 px: a phone, the console's aside),
# with the words that templates/components/_ruler.html puts before the time; for a tick, by character.
_HALF = {"received": 13.5, "now": 16.5, "due": 19.5}
_HALF_CHARACTER = 1.1
# So much of a label may stand out of its row: the card around it has room.
_MARGIN = 5.0

SegmentKind = Literal["open", "used", "left", "wait", "lunch", "night", "holiday"]
MarkKind = Literal["received", "now", "due"]
_CLOSED_KINDS: dict[str, SegmentKind] = {"lunch": "lunch", "break": "lunch", "night": "night"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a row: where it begins and how wide it is in percent, without sign.

    "open" and the closed kinds (lunch, night, holiday) fill the row; "used", "left" and "wait" (open, but the clock
    stood still) lie over the open ones.
    """

    kind: SegmentKind
    x: str
    width: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant on a row. `anchor`: its label stands after `label_x` ("start"), before it ("end") or on both sides.

    `label_x` is the instant's own place unless something else stands there; empty means the same.
    """

    kind: MarkKind
    x: str
    label: str
    anchor: str = ""
    label_x: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """An hour named below the row."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A day; or, `collapsed`, several in a row whose only segment bears the words ("week-end", "3 jours fermés")."""

    label: str
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...] = ()
    ticks: tuple[Tick, ...] = ()
    collapsed: bool = False


@dataclass(frozen=True, slots=True)
class _Axis:
    first_hour: int
    last_hour: int

    def at(self, moment: datetime, day: date) -> float:
        """Where a wall-clock time stands, in percent, kept within the row."""
        hours = 24.0 if moment.date() > day else moment.hour + moment.minute / 60 + moment.second / 3600
        percent = 100 * (hours - self.first_hour) / (self.last_hour - self.first_hour)
        return round(min(max(percent, 0.0), 100.0), 1)

    def segment(self, kind: SegmentKind, step: Step | Skip | Wait, day: date, label: str = "") -> Segment:
        # Rounded at both ends rather than in width, so that neighbours touch.
        start, end = self.at(step.start, day), self.at(step.end, day)
        return Segment(kind, f"{start:.1f}", f"{end - start:.1f}", label)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What lies over the open hours: what counts, used before `now` and left after it, and the waits."""

    steps: tuple[Step, ...]
    waited: tuple[Wait, ...]
    now: datetime | None

    def within(
        self, start: datetime, end: datetime, opened: Iterable[Step]
    ) -> Iterator[tuple[SegmentKind, Step]]:
        """The pieces of a day whose open hours are `opened`."""
        for step in self.steps:
            yield from _used_and_left(step, start, end, self.now)
        for each in self.waited:
            for step in opened:
                if piece := _overlap(step, each.start, each.end):
                    yield "wait", piece


def rulers(
    received: datetime,
    trace: Trace,
    working_time: WorkingTime,
    now: datetime | None = None,
    waited: tuple[Wait, ...] = (),
    paused_since: datetime | None = None,
) -> tuple[Row, ...]:
    """The rows from the day of arrival to the due day, or to today if that is later; five at most.

    Days on which nothing happens to the deadline are collapsed, and so is the middle of a long span. `now` divides the
    time used from the time left; without it, all is still left. A clock that stands still since `paused_since` has no
    due time to draw: the last wait goes on until `now`, and what is left is not laid anywhere yet.
    """
    received = received.astimezone(working_time.zone)
    now = now.astimezone(working_time.zone) if now is not None and now >= received else None
    marks: list[tuple[MarkKind, datetime]] = [("received", received)]
    # A request explained as it arrives has no "now" apart from its arrival.
    if now is not None and now - received >= timedelta(minutes=1):
        marks.append(("now", now))
    if paused_since is None:
        marks.append(("due", trace.due))
    elif now is not None and now > paused_since:
        waited = (*waited, waits.wait(paused_since, now, working_time))
    marked = {moment.date() for _kind, moment in marks}
    days = _choose(sorted(marked | _worked_days(trace.steps)), marked)
    axis = _axis(days, working_time)
    drawn = _Drawn(trace.steps, waited, now)
    rows: list[Row] = []
    for index, day in enumerate(days):
        if index and (day - days[index - 1]).days > 1:
            first, last = days[index - 1] + timedelta(days=1), day - timedelta(days=1)
            rows.append(_collapsed(first, last, working_time, waited))
        of_day = [(kind, moment) for kind, moment in marks if moment.date() == day]
        rows.append(_row(day, axis, working_time, drawn, of_day))
    return tuple(rows)


def _worked_days(steps: Iterable[Step]) -> set[date]:
    days = set()
    for step in steps:
        day = step.start.date()
        while day <= (step.end - timedelta(microseconds=1)).date():
            days.add(day)
            day += timedelta(days=1)
    return days


def _choose(days: list[date], marked: set[date]) -> list[date]:
    """The days to draw: the ends, those marked, and of the others as many as leave room for the collapsed rows."""
    kept = [day for day in days if day in marked or day in {*days[:3], *days[-3:]}]
    while _count(kept) > MOST_ROWS:
        middle = (len(kept) - 1) / 2
        candidates = [day for day in kept if day not in marked]
        if not candidates:
            break
        kept.remove(
            min(
                candidates,
                key=lambda day: (_count([d for d in kept if d != day]), abs(kept.index(day) - middle)),
            )
        )
    return kept


def _count(days: Sequence[date]) -> int:
    gaps = sum((later - earlier).days > 1 for earlier, later in pairwise(days))
    return len(days) + gaps


def _bounds(day: date, working_time: WorkingTime) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(0), working_time.zone)
    return start, datetime.combine(day + timedelta(days=1), time(0), working_time.zone)


def _axis(days: Iterable[date], working_time: WorkingTime) -> _Axis:
    first, last = AXIS
    for day in days:
        for step in working_time.open_between(*_bounds(day, working_time)):
            first = min(first, step.start.hour)
            ends_next_day = step.end.date() > day
            last = max(
                last, 24 if ends_next_day else step.end.hour + bool(step.end.minute or step.end.second)
            )
    return _Axis(first, last)


def _row(
    day: date,
    axis: _Axis,
    working_time: WorkingTime,
    over: _Drawn,
    marks: Sequence[tuple[MarkKind, datetime]],
) -> Row:
    start, end = _bounds(day, working_time)
    opened = working_time.open_between(start, end)
    segments = [axis.segment("open", step, day) for step in opened]
    for skip in working_time.closed_between(start, end):
        kind = _CLOSED_KINDS.get(skip.reason.kind, "holiday")
        segments.append(axis.segment(kind, skip, day, _closed_label(skip)))
    segments += [axis.segment(kind, piece, day) for kind, piece in over.within(start, end, opened)]
    drawn = _marks(marks, axis, day)
    return Row(
        label=wording.short_day(day),
        segments=tuple(segment for segment in segments if segment.width != "0.0"),
        marks=drawn,
        ticks=_ticks(opened, axis, day, drawn) if drawn else (),
    )


def _closed_label(skip: Skip) -> str:
    if skip.reason.kind in {"lunch", "break"}:
        return _("pause")
    return skip.reason.in_language(get_language())


def _used_and_left(
    step: Step, start: datetime, end: datetime, now: datetime | None
) -> list[tuple[SegmentKind, Step]]:
    """The part of a step that lies in a day, divided by `now`."""
    piece = _overlap(step, start, end)
    if piece is None:
        return []
    if now is None or now <= piece.start:
        return [("left", piece)]
    if now >= piece.end:
        return [("used", piece)]
    return [("used", Step(piece.start, now)), ("left", Step(now, piece.end))]


def _overlap(step: Step, start: datetime, end: datetime) -> Step | None:
    """The part of a step between two instants, if any."""
    begins, ends = max(step.start, start, key=since_epoch), min(step.end, end, key=since_epoch)
    return Step(begins, ends) if begins < ends else None


def _marks(marks: Sequence[tuple[MarkKind, datetime]], axis: _Axis, day: date) -> tuple[Mark, ...]:
    """The marks of a row, their labels within it, that of the arrival clear of the due one's pole."""
    places = {kind: axis.at(moment, day) for kind, moment in marks}
    drawn = []
    for kind, moment in marks:
        x, half = places[kind], _HALF[kind]
        label_x, anchor = x, "start" if x < half else "end" if x > 100 - half else ""
        if kind == "received" and "due" in places:
            label_x, anchor = _clear_of(places["due"], x, half, anchor)
        drawn.append(
            Mark(
                kind, f"{x:.1f}", wording.clock_time(moment), anchor, "" if label_x == x else f"{label_x:.1f}"
            )
        )
    return tuple(drawn)


def _clear_of(pole: float, x: float, half: float, anchor: str) -> tuple[float, str]:
    """Where a label of an instant at `x` stands, and how: before its instant or the pole, else after the pole."""
    start, end = _extent(x, half, anchor)
    if not start <= pole <= end:
        return x, anchor
    if x >= 2 * half:
        return x, "end"
    return ((pole - 1) / 2, "") if pole - 1 >= 2 * half - _MARGIN else (pole + 1, "start")


def _extent(x: float, half: float, anchor: str = "") -> tuple[float, float]:
    """From where to where a label goes, in percent of the narrowest row."""
    if anchor == "start":
        return x, x + 2 * half
    return (x - 2 * half, x) if anchor == "end" else (x - half, x + half)


def _ticks(opened: Iterable[Step], axis: _Axis, day: date, marks: Iterable[Mark]) -> tuple[Tick, ...]:
    """The hours at which the day opens and closes, where nothing else is written on their line."""
    taken = [
        _extent(float(mark.label_x or mark.x), _HALF[mark.kind], mark.anchor)
        for mark in marks
        if mark.kind == "now"
    ]
    ticks = []
    for moment in (edge for step in opened for edge in (step.start, step.end)):
        x, label = axis.at(moment, day), _hour(moment)
        start, end = _extent(x, _HALF_CHARACTER * len(label))
        if all(end < other_start or start > other_end for other_start, other_end in taken):
            taken.append((start, end))
            ticks.append(Tick(f"{x:.1f}", label))
    return tuple(ticks)


def _hour(moment: datetime) -> str:
    return pgettext("heure ronde", "%sh") % moment.hour if moment.minute == 0 else wording.clock_time(moment)


def _collapsed(first: date, last: date, working_time: WorkingTime, waited: Iterable[Wait]) -> Row:
    label = wording.short_day(first) if first == last else wording.short_days(first, last)
    words = _summary(first, last, working_time, waited)
    return Row(label, (Segment("holiday", "0.0", "100.0", words),), collapsed=True)


def _summary(first: date, last: date, working_time: WorkingTime, waited: Iterable[Wait]) -> str:
    """What a stretch of days was: its reasons when it is closed throughout, else how many days it holds."""
    start, end = _bounds(first, working_time)[0], _bounds(last, working_time)[1]
    count = (last - first).days + 1
    if not working_time.between(start, end):
        skips = working_time.closed_between(start, end)
        if len(skips) > 2:
            return _("%(count)s jours fermés") % {"count": count}
        return ", ".join(skip.reason.in_language(get_language()) for skip in skips)
    days = [_bounds(first + timedelta(days=n), working_time) for n in range(count)]
    worked = sum(bool(working_time.between(*bounds)) for bounds in days)
    words = (
        _("1 jour ouvré")
        if worked == count == 1
        else _("%(count)s jours, dont %(worked)s ouvrés") % {"count": count, "worked": worked}
    )
    if any(each.start <= start and end <= each.end for each in waited):
        return _("%s, en attente") % words
    return words

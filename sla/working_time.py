"""Working time on opening hours: exact to the microsecond, aware of zones and of daylight saving (CH-I).

Pure: standard library only, and no "now". Every question is one or two bisections in a table of open intervals
(sla/interval_table.py), whatever the span; the table grows by whole years, when first needed.
docs/rules/working-time.md has the rules.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from threading import Lock
from typing import Protocol

from sla.errors import (
    InvalidAmountError,
    InvalidInstantError,
    NeverClosesError,
    NoOpeningError,
    gettext_noop,
)
from sla.interval_table import EMPTY, TWO_YEARS, ZERO, Interval, IntervalTable, extend

# Calendars answer within these years of their zone, both included: the tables of public holidays end with the last.
FIRST_YEAR, LAST_YEAR = 1970, 2100

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta.resolution


def since_epoch(at: datetime) -> timedelta:
    """The time from 1970-01-01T00:00Z to an aware instant. Raises InvalidInstantError when it has no zone."""
    try:
        return at - _EPOCH
    except TypeError as error:
        raise _without_zone(at) from error


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the centre is closed. `kind`: lunch, break, night, weekend, day_off, holiday or closure."""

    kind: str
    french: str
    english: str

    def in_language(self, language: str | None) -> str:
        """The reason in English where the language is English, else in French."""
        return self.english if language and language.startswith("en") else self.french


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of working time, both ends in the calendar's zone."""

    start: datetime
    end: datetime

    @property
    def worked(self) -> timedelta:
        """Its length in real time: subtracting within one zone would count the wall clock across a DST change."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Skip:
    """A stretch when the centre is closed. `days`: first and last calendar day that a holiday or closure takes."""

    start: datetime
    end: datetime
    reason: Reason
    days: tuple[date, date] | None = None

    @property
    def why(self) -> str:
        """The reason in French."""
        return self.reason.french


@dataclass(frozen=True, slots=True)
class Trace:
    """How a due time was reached: the steps worked, and what was skipped from the start to the last of them."""

    due: datetime
    steps: tuple[Step, ...]
    skipped: tuple[Skip, ...]


class Schedule(Protocol):
    """What a calendar must answer; sla.calendars.CalendarDefinition does."""

    @property
    def zone(self) -> tzinfo: ...

    def open_intervals(self, year: int) -> Sequence[Interval]:
        """The open intervals of a local year."""
        ...

    def year_starts(self, year: int) -> timedelta:
        """The instant of 1 January, 00:00 local time."""
        ...

    def why_closed(self, start: datetime, end: datetime) -> tuple[Skip, ...]:
        """The reasons for a stretch that is closed throughout, in order and without holes."""
        ...


class WorkingTime:
    """Arithmetic on one calendar. Instants are aware, of any zone; results are in the calendar's zone, or in `zone`.

    An opening instant belongs to the open time, a closing instant does not. Seconds and microseconds are kept.
    Raises InvalidInstantError (no zone, or outside 1970-2100), InvalidAmountError (negative), NoOpeningError (closed
    for two years).
    """

    __slots__ = (
        "_ends",
        "_local_epoch",
        "_lock",
        "_schedule",
        "_starts",
        "_table",
        "_to_local",
        "_told_in",
        "zone",
    )

    def __init__(self, schedule: Schedule, zone: tzinfo | None = None) -> None:
        self._schedule = schedule
        self._lock = Lock()
        self.zone: tzinfo = zone or schedule.zone
        # tzinfo.fromutc wants the UTC fields under the target zone; adding to such a datetime moves fields only.
        self._local_epoch = datetime(1970, 1, 1, tzinfo=self.zone)
        self._to_local: Callable[[datetime], datetime] = self.zone.fromutc
        self._told_in: dict[tzinfo, WorkingTime] = {}
        self._starts, self._ends = schedule.year_starts(FIRST_YEAR), schedule.year_starts(LAST_YEAR + 1)
        self._table = EMPTY

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkingTime) and (self._schedule, self.zone) == (other._schedule, other.zone)

    def __hash__(self) -> int:
        return hash((self._schedule, self.zone))

    def told_in(self, zone: tzinfo) -> WorkingTime:
        """The same hours with results in another zone, for who reads a calendar from elsewhere; made once."""
        if zone == self.zone:
            return self
        if zone not in self._told_in:
            self._told_in[zone] = WorkingTime(self._schedule, zone)
        return self._told_in[zone]

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The instant at which `amount` of working time has passed since `start`.

        Ending exactly at a closing, it is that closing and not the next opening. An amount of zero is due at `start`
        itself, open or closed: nothing has to be worked, so no opening is waited for.
        """
        # since_epoch() written out: this is the hot path of lists, sweeps and reports.
        try:
            at = start - _EPOCH
        except TypeError as error:
            raise _without_zone(start) from error
        if amount <= ZERO:
            return self._add_nothing(start, amount)
        table = self._table
        index = bisect_right(table.opens, at) - 1
        if index < 0 or at >= table.ends:
            table = self._covering(at, at)
            index = bisect_right(table.opens, at) - 1
        worked = at - table.closed[index] if at < table.closes[index] else table.before[index + 1]
        try:
            target = worked + amount
        except OverflowError as error:
            raise _due_too_late() from error
        if target > table.before[-1]:
            self._grow_to_work(at, amount)
            return self.add(start, amount)
        last = bisect_left(table.before, target) - 1
        if table.chasms:
            self._refuse_chasms(table, index, last, at)
        return self._to_local(self._local_epoch + (target + table.closed[last]))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when `end` comes first."""
        first, second = since_epoch(start), since_epoch(end)
        table = self._covering(min(first, second), max(first, second))
        return table.worked(second) - table.worked(first)

    def is_open(self, at: datetime) -> bool:
        """Whether the centre is open: an opening instant is, a closing instant is not."""
        moment = since_epoch(at)
        return self._covering(moment, moment).is_open(moment)

    def next_opening(self, at: datetime) -> datetime:
        """The first opening at or after `at`; raises NoOpeningError, or NeverClosesError, when two years hold none."""
        moment, table = self._around(at)
        return self._edge(table, table.opens, bisect_left(table.opens, moment, lo=1), moment)

    def next_closing(self, at: datetime) -> datetime:
        """The first closing after `at`, not counting one at `at` itself. Raises as next_opening does."""
        moment, table = self._around(at)
        return self._edge(table, table.closes, bisect_right(table.closes, moment, lo=1), moment)

    def previous_opening(self, at: datetime) -> datetime:
        """The last opening at or before `at`. Raises as next_opening does."""
        moment, table = self._around(at)
        return self._edge(table, table.opens, bisect_right(table.opens, moment, lo=1) - 1, moment)

    def previous_closing(self, at: datetime) -> datetime:
        """The last closing at or before `at`. Raises as next_opening does."""
        moment, table = self._around(at)
        return self._edge(table, table.closes, bisect_right(table.closes, moment, lo=1) - 1, moment)

    def require_openings(self, start: datetime, end: datetime) -> None:
        """Raise NoOpeningError when more than two years in a row are closed between two instants, the first before."""
        first, second = since_epoch(start), since_epoch(end)
        table = self._covering(first, second)
        edges = [first, *(edge for opened in table.cut(first, second) for edge in opened), second]
        for closes, opens in zip(edges[::2], edges[1::2], strict=True):
            if opens - closes > TWO_YEARS:
                raise self._no_opening(closes)

    def trace(self, start: datetime, amount: timedelta) -> Trace:
        """The same due time as `add`, with the steps worked and what lay closed between `start` and the due time."""
        due = self.add(start, amount)
        if not amount:
            return Trace(due, (), ())
        first, second = since_epoch(start), since_epoch(due)
        worked = self._covering(first, second).cut(first, second)
        return Trace(due, self._steps(worked), self._skipped(worked, first, second))

    def open_between(self, start: datetime, end: datetime) -> tuple[Step, ...]:
        """The open stretches between two instants, cut at both."""
        first, second = since_epoch(start), since_epoch(end)
        return self._steps(self._covering(first, second).cut(first, second))

    def closed_between(self, start: datetime, end: datetime) -> tuple[Skip, ...]:
        """The closed stretches between two instants, cut at both, each with its reason."""
        first, second = since_epoch(start), since_epoch(end)
        return self._skipped(self._covering(first, second).cut(first, second), first, second)

    def _steps(self, worked: Sequence[Interval]) -> tuple[Step, ...]:
        return tuple(Step(self._local(opens), self._local(closes)) for opens, closes in worked)

    def _skipped(self, worked: Sequence[Interval], first: timedelta, second: timedelta) -> tuple[Skip, ...]:
        edges = [first, *(edge for interval in worked for edge in interval), second]
        return tuple(
            skip
            for closes, opens in zip(edges[::2], edges[1::2], strict=True)
            if closes < opens
            for skip in self._why_closed(closes, opens)
        )

    def _why_closed(self, closes: timedelta, opens: timedelta) -> Iterator[Skip]:
        """The calendar gives its reasons on its own wall clock."""
        own = self._schedule.zone
        epoch = datetime(1970, 1, 1, tzinfo=own)
        for skip in self._schedule.why_closed(own.fromutc(epoch + closes), own.fromutc(epoch + opens)):
            if own == self.zone:
                yield skip
            else:
                start, end = skip.start.astimezone(self.zone), skip.end.astimezone(self.zone)
                yield replace(skip, start=start, end=end)

    def _add_nothing(self, start: datetime, span: timedelta) -> datetime:
        if span < ZERO:
            raise InvalidAmountError(gettext_noop("Une durée de travail ne peut pas être négative."))
        self._refuse_outside(since_epoch(start))
        return start.astimezone(self.zone)

    def _local(self, moment: timedelta) -> datetime:
        return self._to_local(self._local_epoch + moment)

    def _around(self, at: datetime) -> tuple[timedelta, IntervalTable]:
        moment = since_epoch(at)
        self._refuse_outside(moment)
        earliest, latest = max(moment - TWO_YEARS, self._starts), min(moment + TWO_YEARS, self._ends - _TICK)
        return moment, self._covering(earliest, latest)

    def _edge(self, table: IntervalTable, edges: list[timedelta], index: int, moment: timedelta) -> datetime:
        if 1 <= index < len(edges):
            edge = edges[index]
            # The ends of the table are no openings and no closings, only where a calendar that never closes was cut.
            if abs(edge - moment) <= TWO_YEARS and edge not in (table.opens[0], table.ends):
                return self._local(edge)
        closes = table.closes[bisect_right(table.opens, moment) - 1]
        if moment < closes and (closes == table.ends or closes - moment > TWO_YEARS):
            raise NeverClosesError(
                gettext_noop(
                    "Le calendrier ne prévoit ni ouverture ni fermeture à moins de deux ans du %(day)s."
                ),
                day=f"{self._local(moment):%d/%m/%Y}",
            )
        raise self._no_opening(moment)

    def _no_opening(self, moment: timedelta) -> NoOpeningError:
        return NoOpeningError(
            gettext_noop("Le calendrier ne prévoit aucune ouverture à moins de deux ans du %(day)s."),
            day=f"{self._local(moment):%d/%m/%Y}",
        )

    def _refuse_chasms(self, table: IntervalTable, index: int, last: int, at: timedelta) -> None:
        """Two years without an opening are an error even when the years beyond happen to be known already."""
        for chasm in table.chasms:
            closed_since = max(at, table.closes[chasm])
            if index <= chasm < last and table.opens[chasm + 1] - closed_since > TWO_YEARS:
                raise self._no_opening(closed_since)

    def _covering(self, earliest: timedelta, latest: timedelta) -> IntervalTable:
        """A table that knows the years of these instants."""
        table = self._table
        if table.holds(earliest, latest):
            return table
        self._refuse_outside(earliest)
        self._refuse_outside(latest)
        # One year to spare on both sides: local and UTC years differ by some hours, and deadlines look ahead.
        return self._grow(_year_of(earliest) - 1, _year_of(latest) + 1)

    def _grow_to_work(self, at: timedelta, span: timedelta) -> None:
        """Make the table long enough to work `span` after `at`, or say why that cannot be."""
        table = self._covering(at, at)
        while table.worked(at) + span > table.before[-1]:
            closed_since = max(at, table.closes[-1])
            if table.ends - closed_since > TWO_YEARS:
                raise self._no_opening(closed_since)
            if table.last_year >= LAST_YEAR:
                raise _due_too_late()
            table = self._grow(table.first_year, table.last_year + 2)

    def _refuse_outside(self, moment: timedelta) -> None:
        if self._starts <= moment < self._ends:
            return
        # The year on the wall of the calendar: in UTC, New Year's Eve may still be, or already not be, in range.
        year = _year_of(moment)
        raise InvalidInstantError(
            gettext_noop("L’année %(year)s est hors des calendriers, qui vont de %(first)s à %(last)s."),
            year=min(year, FIRST_YEAR - 1) if moment < self._starts else max(year, LAST_YEAR + 1),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )

    def _grow(self, first_year: int, last_year: int) -> IntervalTable:
        with self._lock:
            self._table = extend(
                self._table,
                max(first_year, FIRST_YEAR),
                min(last_year, LAST_YEAR),
                self._schedule.open_intervals,
                self._schedule.year_starts,
            )
            return self._table


def _without_zone(at: datetime) -> InvalidInstantError:
    return InvalidInstantError(
        gettext_noop(
            "L’instant %(instant)s n’a pas de fuseau horaire\u00a0: indiquez son décalage, par exemple +02:00."
        ),
        instant=at.isoformat(),
    )


def _year_of(moment: timedelta) -> int:
    # An offset may carry an instant of the years 1 and 9999 out of what a datetime holds.
    latest, earliest = datetime.max.replace(tzinfo=UTC) - _EPOCH, datetime.min.replace(tzinfo=UTC) - _EPOCH
    return (_EPOCH + max(earliest, min(moment, latest))).year


def _due_too_late() -> InvalidInstantError:
    return InvalidInstantError(
        gettext_noop("L’échéance tombe après %(year)s, où s’arrêtent les calendriers."), year=LAST_YEAR
    )


__all__ = ["Reason", "Schedule", "Skip", "Step", "Trace", "WorkingTime", "since_epoch"]

"""The open and closed stretches of hours known day by day, on the UTC axis, with their reasons (CH-I). Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from sla.interval_table import Interval, merge
from sla.windows import MIDNIGHT, Span
from sla.working_time import Reason, Skip, since_epoch

LUNCH = Reason("lunch", "pause déjeuner", "lunch break")
BREAK = Reason("break", "pause", "break")
NIGHT = Reason("night", "nuit", "night")
WEEKEND = Reason("weekend", "week-end", "weekend")
DAY_OFF = Reason("day_off", "jour de fermeture", "closing day")

# A closed stretch between two windows of one day is lunch when it touches these hours, else a break.
_LUNCH_HOURS = Span(11 * 3600, 15 * 3600)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One calendar day: its open spans, and what took the usual ones away, if anything did."""

    day: date
    usual: tuple[Span, ...]
    spans: tuple[Span, ...]
    taken_by: Reason | None

    def why(self, closed: Span) -> Reason:
        """Why this stretch of the day, closed throughout, is closed."""
        if self.taken_by is not None and any(usual.overlaps(closed) for usual in self.usual):
            return self.taken_by
        if not self.spans:
            return WEEKEND if self.day.weekday() >= 5 else DAY_OFF
        if closed.start <= self.spans[0].start or closed.end >= self.spans[-1].end:
            return NIGHT
        return LUNCH if closed.overlaps(_LUNCH_HOURS) else BREAK


class DailyHours(ABC):
    """What follows from the plan of each day: a subclass gives `time_zone` and `plan`.

    It is a sla.working_time.Schedule.
    """

    @property
    @abstractmethod
    def time_zone(self) -> str:
        """The IANA name of the zone on whose wall clock the hours are read."""

    @abstractmethod
    def plan(self, day: date) -> DayPlan:
        """What is open on a day, and what closed it."""

    @cached_property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.time_zone)

    def year_starts(self, year: int) -> timedelta:
        """The instant of 1 January, 00:00 local time."""
        return since_epoch(datetime(year, 1, 1, tzinfo=self.zone))

    def open_intervals(self, year: int) -> list[Interval]:
        """The open intervals of a local year, sorted, those that touch made one."""
        regimes = _offset_regimes(self.time_zone, year)
        found: list[Interval] = []
        day, last = date(year, 1, 1), date(year, 12, 31)
        while day <= last:
            midnight = timedelta(days=day.toordinal() - _EPOCH_ORDINAL)
            for span in self.plan(day).spans:
                found.extend(
                    _on_utc_axis(
                        midnight + timedelta(0, span.start), midnight + timedelta(0, span.end), regimes
                    )
                )
            day += timedelta(days=1)
        return merge(found)

    def why_closed(self, start: datetime, end: datetime) -> tuple[Skip, ...]:
        """The reasons for a stretch that is closed throughout, one entry per reason, in order, without holes.

        A night that touches a closed day belongs to that day: Friday 18:00 to Monday 9:00 is "week-end".
        """
        parts: list[Skip] = []
        for part in self._by_day(start, end):
            parts.append(part)
            _absorb_nights(parts)
        return tuple(parts)

    def _by_day(self, start: datetime, end: datetime) -> list[Skip]:
        """The stretch cut at each midnight, the reason of each part by itself."""
        parts: list[Skip] = []
        day, begin = start.date(), start
        while True:
            midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(days=1)
            # Compared through UTC: within one zone, Python compares wall clocks and forgets the repeated hour.
            finish = min(midnight, end, key=since_epoch)
            if since_epoch(begin) < since_epoch(finish):
                seconds = _second_of_day(finish) if finish.date() == day else MIDNIGHT
                reason = self.plan(day).why(Span(_second_of_day(begin), max(seconds, _second_of_day(begin))))
                parts.append(
                    Skip(begin, finish, reason, (day, day) if reason.kind in {"holiday", "closure"} else None)
                )
            if finish is not midnight or since_epoch(midnight) == since_epoch(end):
                return parts
            day, begin = midnight.date(), midnight


def _second_of_day(at: datetime) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _absorb_nights(parts: list[Skip]) -> None:
    """Join the last two parts when they say the same, or when one is the night before or after the other."""
    if len(parts) < 2:
        return
    first, second = parts[-2:]
    if second.reason in {first.reason, NIGHT}:
        keep = first
    elif first.reason == NIGHT:
        keep = second
    else:
        return
    days = (first.days[0], second.days[1]) if first.days and second.days else keep.days
    parts[-2:] = [Skip(first.start, second.end, keep.reason, days)]


# From, to (since 1970-01-01T00:00Z), offset of local time from UTC.
_Regime = tuple[timedelta, timedelta, timedelta]


@lru_cache(maxsize=512)
def _offset_regimes(time_zone: str, year: int) -> tuple[_Regime, ...]:
    """The offsets of local time in a year and some days around it, and the exact second at which each begins."""
    zone = ZoneInfo(time_zone)

    def offset(second: int) -> timedelta:
        at = datetime.fromtimestamp(second, zone)
        return at.replace(tzinfo=UTC) - at

    first = (date(year, 1, 1).toordinal() - _EPOCH_ORDINAL - 3) * 86_400
    last = first + 372 * 86_400
    regimes: list[_Regime] = []
    since = first
    for day in range(first, last, 86_400):
        before, after = offset(day), offset(day + 86_400)
        if before != after:
            change = day + bisect_left(range(86_400), True, key=lambda second: offset(day + second) != before)
            regimes.append((timedelta(0, since), timedelta(0, change), before))
            since = change
    regimes.append((timedelta(0, since), timedelta(0, last), offset(last)))
    return tuple(regimes)


def _on_utc_axis(opens: timedelta, closes: timedelta, regimes: tuple[_Regime, ...]) -> list[Interval]:
    """A span of wall-clock time as the instants at which a clock on the wall shows it."""
    found = []
    for since, until, offset in regimes:
        start, end = max(opens - offset, since), min(closes - offset, until)
        if start < end:
            found.append((start, end))
    return found

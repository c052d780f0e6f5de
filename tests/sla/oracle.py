"""A brute-force account of working time: one byte for each minute of some years, open or not, and walks along them.

Written apart from the app and sharing nothing with it: rules by plain comparisons, no intervals, no sums kept.
Each minute's byte is filled by asking what a clock on the wall shows; questions are answered by looking at the bytes in
order. Hours are minutes of the day here, so a calendar with seconds in it is out of its reach; instants and amounts are
exact to the microsecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

# The first and the last minute of an opening, the last one not included, by weekday: Monday is 0.
Hours = dict[int, list[tuple[int, int]]]

OPEN, CLOSED = b"\x01", b"\x00"
DAY = 24 * 60
# In microseconds, the unit of the walks.
MINUTE = 60_000_000


class Special(NamedTuple):
    """A closure or an opening: "2026-05-15", or "12-24" for every year, from one minute of the day to another."""

    day: str
    start: int = 0
    end: int = DAY


class Oracle:
    """Answers for one calendar, from 1 January of the first to 31 December of the last of `years`, in UTC."""

    def __init__(
        self,
        zone: str,
        hours: Hours,
        country: str | None = None,
        subdivision: str | None = None,
        closures: Sequence[Special] = (),
        openings: Sequence[Special] = (),
        years: range = range(2019, 2038),
    ) -> None:
        self.hours = hours
        self.closures = closures
        self.openings = openings
        self.holidays = holidays.country_holidays(country, subdiv=subdivision) if country else {}
        self.origin = datetime(years[0], 1, 1, tzinfo=UTC)
        self._days: dict[date, bytes] = {}
        self.minutes = b"".join(map(self._hour, wall_clock(zone, years)))

    def _day(self, day: date) -> bytes:
        """The minutes that the wall clock counts on a day, each open or closed."""
        if day not in self._days:
            minutes = bytearray(CLOSED * DAY)
            if day not in self.holidays:
                for start, end in self.hours.get(day.weekday(), []):
                    minutes[start:end] = OPEN * (end - start)
                for closure in self.closures:
                    if day.isoformat().endswith(closure.day):
                        minutes[closure.start : closure.end] = CLOSED * (closure.end - closure.start)
            for opening in self.openings:
                if day.isoformat().endswith(opening.day):
                    minutes[opening.start : opening.end] = OPEN * (opening.end - opening.start)
            self._days[day] = bytes(minutes)
        return self._days[day]

    def _hour(self, shown: list[datetime]) -> bytes:
        """The bytes of an hour, given what the wall clock shows in it: sixty readings, or one when it runs evenly."""
        if len(shown) > 1:
            return b"".join(self._day(at.date())[at.hour * 60 + at.minute :][:1] for at in shown)
        [at] = shown
        tomorrow = at.date() + timedelta(days=1)
        return (self._day(at.date())[at.hour * 60 + at.minute :] + self._day(tomorrow))[:60]

    def _split(self, at: datetime) -> tuple[int, int]:
        """The minute that an instant falls in, and the microseconds of it that are over."""
        return divmod((at - self.origin) // timedelta(microseconds=1), MINUTE)

    def _instant(self, minute: int, microseconds: int = 0) -> datetime:
        return self.origin + timedelta(minutes=minute, microseconds=microseconds)

    def is_open(self, at: datetime) -> bool:
        return self.minutes[self._split(at)[0]] == OPEN[0]

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """Walk from `start`, minute by minute, until `amount` is worked. Raises when the bytes end first."""
        minute, passed = self._split(start)
        left = amount // timedelta(microseconds=1)
        while left:
            ahead = min(left // MINUTE, len(self.minutes) - minute)
            if not passed and ahead > 60:
                # So many minutes cannot hold more than is left: those that are open counted at once.
                left -= self.minutes.count(OPEN, minute, minute + ahead) * MINUTE
                minute += ahead
            elif self.minutes[minute] == CLOSED[0]:
                minute, passed = self.minutes.index(OPEN, minute), 0
            elif left <= MINUTE - passed:
                return self._instant(minute, passed + left)
            else:
                left -= MINUTE - passed
                minute, passed = minute + 1, 0
        return self._instant(minute, passed)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The open minutes from `start` to `end` counted, those at both ends in part; backwards is negative."""
        (first, passed), (last, begun) = self._split(start), self._split(end)
        if first > last:
            return -self.between(end, start)
        worked = self.minutes.count(OPEN, first, last) * MINUTE
        worked += begun * self.minutes[last] - passed * self.minutes[first]
        return timedelta(microseconds=worked)

    def next_opening(self, at: datetime) -> datetime:
        return self._change(CLOSED + OPEN, at, first=True)

    def next_closing(self, at: datetime) -> datetime:
        # One at the instant itself does not count: look from just after it.
        return self._change(OPEN + CLOSED, at.astimezone(UTC) + timedelta(microseconds=1), first=True)

    def previous_opening(self, at: datetime) -> datetime:
        return self._change(CLOSED + OPEN, at, first=False)

    def previous_closing(self, at: datetime) -> datetime:
        return self._change(OPEN + CLOSED, at, first=False)

    def _change(self, change: bytes, at: datetime, *, first: bool) -> datetime:
        """Where two minutes in a row are as given: at or after the instant, or at or before it."""
        minute, passed = self._split(at)
        if first:
            found = self.minutes.index(change, minute + (passed > 0) - 1)
        else:
            found = self.minutes.rindex(change, 0, minute + 1)
        return self._instant(found + 1)


@lru_cache(maxsize=16)
def wall_clock(zone: str, years: range) -> list[list[datetime]]:
    """What a clock on the wall shows in each UTC hour of the years: at its start, or at each minute if it is set in it.

    A clock that is as far from UTC at both ends of an hour was not set within it.
    """
    wall = ZoneInfo(zone)
    at, end = datetime(years[0], 1, 1, tzinfo=UTC), datetime(years[-1] + 1, 1, 1, tzinfo=UTC)
    hours = []
    while at < end:
        shown, later = at.astimezone(wall), (at + timedelta(minutes=59)).astimezone(wall)
        if shown.utcoffset() == later.utcoffset():
            hours.append([shown])
        else:
            hours.append([(at + timedelta(minutes=minute)).astimezone(wall) for minute in range(60)])
        at += timedelta(hours=1)
    return hours

"""A brute-force account of working time: minute by minute on the wall clock, by rules written apart from the app's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

MINUTE = timedelta(minutes=1)
# Minutes of the day, as pairs [from, to[.
Hours = dict[int, list[tuple[int, int]]]


class Oracle:
    """Open in a minute when the wall clock shows one of `hours` (by weekday) and the day is no public holiday."""

    def __init__(
        self, zone: str, hours: Hours, country: str | None = None, subdivision: str | None = None
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.hours = hours
        self.holidays = holidays.country_holidays(country, subdiv=subdivision) if country else {}
        self._days: dict[date, list[tuple[int, int]]] = {}

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        day = local.date()
        if day not in self._days:
            self._days[day] = [] if day in self.holidays else self.hours.get(day.weekday(), [])
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self._days[day])

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """Walk from `start`, to the end of its minute and then minute by minute, until `amount` is worked."""
        at, left = start.astimezone(UTC), amount
        while left:
            step = MINUTE - timedelta(seconds=at.second, microseconds=at.microsecond)
            if self.is_open(at):
                step = min(step, left)
                left -= step
            at += step
        return at

    def between(self, start: datetime, end: datetime) -> timedelta:
        at, until, worked = start.astimezone(UTC), end.astimezone(UTC), timedelta(0)
        while at < until:
            step = min(MINUTE - timedelta(seconds=at.second, microseconds=at.microsecond), until - at)
            worked += step if self.is_open(at) else timedelta(0)
            at += step
        return worked

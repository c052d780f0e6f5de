"""Ways to add working time to an instant on the charter's hours in Paris (CH-I): ours and others'.

Each gets instants in the form it likes best, made before the clock runs, and gives back what can be compared in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import businesstimedelta
import holidays
import pytz
from timegrid import TimeGridCalendar

from sla.calendars import CHARTER, working_time

PARIS = ZoneInfo("Europe/Paris")
WINDOWS = ((time(9), time(12, 30)), (time(14), time(18)))
# A year before the instants and, for the longest amounts, two after.
HOLIDAYS = frozenset(holidays.country_holidays("FR", years=range(2019, 2038)))
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Contestant:
    """`add` takes an instant as `prepare` makes it from one in UTC; `instant` makes its answer one in UTC again.

    One that takes a tenth of a second for long amounts is spared them.
    """

    name: str
    add: Callable[[Any, timedelta], Any]
    prepare: Callable[[datetime], Any]
    instant: Callable[[Any], datetime]
    takes_long: bool = True

    def due(self, start: datetime, amount: timedelta) -> datetime:
        return self.instant(self.add(self.prepare(start), amount))


def wall_clock(at: datetime) -> datetime:
    """The time in Paris, without zone."""
    return at.astimezone(PARIS).replace(tzinfo=None)


def from_wall_clock(at: datetime) -> datetime:
    return at.replace(tzinfo=PARIS).astimezone(UTC)


def in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def ours() -> Contestant:
    return Contestant("sla.working_time", working_time(CHARTER).add, in_utc, in_utc)


def day_loop() -> Contestant:
    """What one writes by hand: day after day, window after window. On the wall clock: office hours see no DST."""

    def add(start: datetime, amount: timedelta) -> datetime:
        at = start.astimezone(PARIS).replace(tzinfo=None)
        day = at.date()
        while True:
            if day.weekday() < 5 and day not in HOLIDAYS:
                for opens, closes in WINDOWS:
                    begin, end = max(at, datetime.combine(day, opens)), datetime.combine(day, closes)
                    if begin < end:
                        if amount <= end - begin:
                            return (begin + amount).replace(tzinfo=PARIS)
                        amount -= end - begin
            day += ONE_DAY

    return Contestant("loop over days", add, in_utc, in_utc)


def time_grid() -> Contestant:
    """timegrid, in Rust. It knows no zones: it is given the time in Paris, and gives it back."""
    (opens, lunch), (back, closes) = WINDOWS
    calendar = TimeGridCalendar.weekdays(opens, closes).break_weekdays(lunch, back)
    for day in sorted(HOLIDAYS):
        calendar.add_holiday(day)
    return Contestant("timegrid", calendar.add_work_duration, wall_clock, from_wall_clock)


def business_time_delta() -> Contestant:
    """businesstimedelta, with zones of pytz as in its documentation: those of zoneinfo have no `localize`.

    Its holidays are a set, which it asks about quicker than the `holidays` object of its documentation.
    """
    paris = pytz.timezone("Europe/Paris")
    (opens, lunch), (back, closes) = WINDOWS
    weekdays = list(range(5))
    rules = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(opens, closes, weekdays, tz=paris),
            businesstimedelta.LunchTimeRule(lunch, back, weekdays, tz=paris),
            businesstimedelta.HolidayRule(HOLIDAYS, tz=paris),
        ]
    )

    def add(start: datetime, amount: timedelta) -> datetime:
        due: datetime = start + businesstimedelta.BusinessTimeDelta(rules, timedelta=amount)
        return due

    return Contestant("businesstimedelta", add, lambda at: at.astimezone(paris), in_utc, takes_long=False)

"""A week whose days differ, and instants of it, for the tests that other libraries of working time inspired."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sla.calendars import CalendarDefinition, working_time
from sla.windows import Occasion, Window
from sla.working_time import Step, WorkingTime


def window(opens: str, closes: str) -> Window:
    return Window.from_json([opens, closes])


LONG, SHORT = (window("08:00", "16:00"),), (window("10:00", "15:00"),)
# In UTC, long and short days in turn, half a Saturday: 36 h 30 a week. 1 February 2027 is a Monday.
WEEK = CalendarDefinition("UTC", (LONG, SHORT, LONG, SHORT, LONG, (window("09:30", "12:00"),), ()), None)
BUREAU = working_time(WEEK)


def at(text: str, zone: str = "UTC") -> datetime:
    """An instant of February 2027, "01 08:00", or of any other month, "2027-03-14 08:00"."""
    return datetime.fromisoformat(text if len(text) > 14 else f"2027-02-{text}").replace(
        tzinfo=ZoneInfo(zone)
    )


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def closed_on(*days: date, hours: Window | None = None) -> WorkingTime:
    return working_time(replace(WEEK, closures=tuple(Occasion.on(day, "Congé", hours) for day in days)))


def every_day(zone: str, *windows: Window) -> WorkingTime:
    return working_time(CalendarDefinition(zone, (windows,) * 7, None))


def written(steps: tuple[Step, ...]) -> list[str]:
    """Steps as "01 08:00-16:00", with seconds where there are some."""
    return [f"{step.start:%d} {_clock(step.start)}-{_clock(step.end)}" for step in steps]


def _clock(instant: datetime) -> str:
    return instant.strftime("%H:%M:%S" if instant.second else "%H:%M")

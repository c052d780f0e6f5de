"""Instants in working days, counted from the day on which the demo world is built."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sla.models import latest_version, working_time
from sla.wording import PARIS
from sla.working_time import WorkingTime


class Days:
    """Instants in working days around `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.calendar: WorkingTime = working_time(latest_version())

    def before(self, working: timedelta) -> datetime:
        """The instant from which `working` time has been worked until now."""
        low, high = self.now - timedelta(days=60), self.now
        while high - low > timedelta(seconds=30):
            middle = low + (high - low) / 2
            if self.calendar.between(middle, self.now) >= working:
                low = middle
            else:
                high = middle
        return low.replace(second=0, microsecond=0)

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """That time on the `days_ago`-th full working day before today."""
        day = self.now.astimezone(PARIS).date()
        while days_ago:
            day -= timedelta(days=1)
            noon = datetime.combine(day, time(10), PARIS)
            days_ago -= self.calendar.is_open(noon)
        return datetime.combine(day, time(hour, minute), PARIS)

    def eve_of_last_holiday(self) -> datetime:
        """17:00 on the last working day that was followed by a public holiday on a weekday."""
        day = self.now.astimezone(PARIS).date() - timedelta(days=3)
        while True:
            noon = datetime.combine(day, time(10), PARIS)
            if day.weekday() < 5 and not self.calendar.is_open(noon):
                eve = self.calendar.previous_closing(noon)
                return eve - timedelta(hours=1)
            day -= timedelta(days=1)

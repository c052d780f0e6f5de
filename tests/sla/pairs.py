"""The calendars that the arithmetic is held against the brute-force account on: each twice, from one description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sla.calendars import CalendarDefinition, working_time
from sla.working_time import WorkingTime
from tests.sla.oracle import DAY, Hours, Oracle, Special


@dataclass(frozen=True)
class Pair:
    """One description of a calendar, read by the app and by the oracle. `years` are those the oracle knows."""

    name: str
    zone: str
    hours: Hours
    country: str | None = None
    subdivision: str | None = None
    closures: Sequence[Special] = ()
    openings: Sequence[Special] = ()
    years: range = range(2019, 2038)

    def __str__(self) -> str:
        return self.name

    @cached_property
    def app(self) -> WorkingTime:
        return working_time(
            CalendarDefinition.from_json(
                {
                    "time_zone": self.zone,
                    "weekly": [
                        [_window(start, end) for start, end in self.hours.get(day, [])] for day in range(7)
                    ],
                    "holidays": {"country": self.country, "subdivision": self.subdivision},
                    "closures": [_occasion(closure) for closure in self.closures],
                    "openings": [_occasion(opening) for opening in self.openings],
                }
            )
        )

    @cached_property
    def oracle(self) -> Oracle:
        return Oracle(
            self.zone,
            self.hours,
            self.country,
            self.subdivision,
            self.closures,
            self.openings,
            years=self.years,
        )


def _window(start: int, end: int) -> list[str]:
    return [f"{minute // 60:02}:{minute % 60:02}" for minute in (start, end)]


def _occasion(special: Special) -> dict[str, object]:
    return {"label": "Essai", "date": special.day, "hours": _window(special.start, special.end)}


# 9:00-12:30 and 14:00-18:00 from Monday to Friday (CH-I).
OFFICE: Hours = {day: [(540, 750), (840, 1080)] for day in range(5)}
# Windows that daylight saving touches, one of them over midnight by touching, one of a quarter of an hour.
NIGHTS: Hours = {day: [(0, 150), (165, 180), (1320, DAY)] for day in range(7)}
ROUND_THE_CLOCK: Hours = {day: [(0, DAY)] for day in range(7)}

# Every kind: yearly or once, a whole day or some minutes, over lunch, on a holiday, on a Sunday, on 29 February, one
# within the other.
CLOSURES = (
    Special("12-24", 840, 1080),
    Special("12-31", 720),
    Special("2026-05-15"),
    Special("2026-10-13", 607, 641),
    Special("2028-02-29", 0, 601),
    Special("2031-07-14"),
)
OPENINGS = (
    Special("07-14", 600, 720),
    Special("02-29", 1080, 1201),
    Special("2026-05-15", 660, 900),
    Special("2026-10-17", 540, 750),
    Special("2030-03-31", 60, 240),
    Special("2030-10-27", 60, 240),
)

PAIRS = (
    Pair("charter", "Europe/Paris", OFFICE, "FR"),
    Pair("alsace-moselle", "Europe/Paris", OFFICE, "FR", "57"),
    Pair("closures and openings", "Europe/Paris", OFFICE, "FR", closures=CLOSURES, openings=OPENINGS),
    Pair("nights in Paris", "Europe/Paris", NIGHTS),
    Pair("nights in Newfoundland", "America/St_Johns", NIGHTS),
    # Its clock is set by half an hour.
    Pair("nights on Lord Howe", "Australia/Lord_Howe", NIGHTS),
    # Its clock is set at midnight.
    Pair("nights in Havana", "America/Havana", NIGHTS),
    Pair("round the clock", "Europe/Paris", ROUND_THE_CLOCK, closures=CLOSURES),
)

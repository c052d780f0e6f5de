"""What a calendar is: weekly windows, public holidays, closures and exceptional openings (CH-I).

Pure: no Django, no database. A definition is a value: validated when built, hashable, and written to JSON without loss;
`working_time(definition)` is the arithmetic on it. sla/timeline.py strings definitions together, each from a date on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from sla import zones
from sla.daily_hours import DailyHours, DayPlan
from sla.errors import InvalidCalendarError, gettext_noop
from sla.public_holidays import check_country, holiday_names
from sla.windows import DAY_NAMES, MIDNIGHT, Occasion, Span, Window, check_day, cut_out, join, spans
from sla.working_time import Reason, WorkingTime

_FULL_DAY = Span(0, MIDNIGHT)
_FIELDS = {"time_zone", "weekly", "holidays", "closures", "openings"}


@dataclass(frozen=True)
class CalendarDefinition(DailyHours):
    """Opening hours. `weekly` has seven tuples of windows, Monday first; times are wall-clock times of `time_zone`.

    The centre is open whenever a clock on its wall shows a time within a window: an hour that daylight saving skips is
    not worked, one that it repeats is worked twice. A closure takes hours away, a holiday the whole day; an exceptional
    opening adds hours and wins over both. Raises InvalidCalendarError, whose sentence says which entry and why.
    """

    time_zone: str = "Europe/Paris"
    weekly: tuple[tuple[Window, ...], ...] = ((),) * 7
    holiday_country: str | None = "FR"
    holiday_subdivision: str | None = None
    closures: tuple[Occasion, ...] = ()
    openings: tuple[Occasion, ...] = ()

    def __post_init__(self) -> None:
        if self.time_zone not in zones.known():
            raise InvalidCalendarError(
                gettext_noop("Le fuseau horaire «\u00a0%(zone)s\u00a0» n’existe pas."), zone=self.time_zone
            )
        if len(self.weekly) != 7:
            raise InvalidCalendarError(
                gettext_noop(
                    "La semaine compte sept jours, du lundi au dimanche\u00a0: %(count)s sont donnés."
                ),
                count=len(self.weekly),
            )
        for name, windows in zip(DAY_NAMES, self.weekly, strict=True):
            check_day(name, windows)
        check_country(self.holiday_country, self.holiday_subdivision)
        for opening in self.openings:
            if opening.hours is None:
                raise InvalidCalendarError(
                    gettext_noop(
                        "L’ouverture exceptionnelle «\u00a0%(label)s\u00a0» doit donner ses heures."
                    ),
                    label=opening.label,
                )

    def plan(self, day: date) -> DayPlan:
        """What is open on a day, and what closed it."""
        usual = spans(self.weekly[day.weekday()])
        opened: tuple[Span, ...] = usual
        taken_by = None
        for closure in self.closures:
            if closure.falls_on(day):
                left = cut_out(opened, closure.hours.span if closure.hours else _FULL_DAY)
                if left != opened:
                    opened, taken_by = left, Reason("closure", closure.label, closure.label)
        names = holiday_names(self.holiday_country, self.holiday_subdivision, day.year).get(day)
        if names is not None and usual:
            opened, taken_by = (), Reason("holiday", *names)
        added = tuple(o.hours.span for o in self.openings if o.hours is not None and o.falls_on(day))
        return DayPlan(day, usual, join((*opened, *added)), taken_by)

    def to_json(self) -> dict[str, object]:
        """The definition as JSON values; from_json gives back an equal one."""
        return {
            "time_zone": self.time_zone,
            "weekly": [[window.to_json() for window in windows] for windows in self.weekly],
            "holidays": {"country": self.holiday_country, "subdivision": self.holiday_subdivision},
            "closures": [closure.to_json() for closure in self.closures],
            "openings": [opening.to_json() for opening in self.openings],
        }

    @classmethod
    def from_json(cls, data: object) -> CalendarDefinition:
        """The definition written by to_json. Raises InvalidCalendarError on anything else."""
        match data:
            case {
                "time_zone": str(time_zone),
                "weekly": [*weekly],
                "holidays": {"country": str() | None as country, "subdivision": str() | None as subdivision},
                "closures": [*closures],
                "openings": [*openings],
                **rest,
            } if not rest and all(isinstance(windows, list) for windows in weekly):
                return cls(
                    time_zone,
                    tuple(tuple(Window.from_json(window) for window in windows) for windows in weekly),
                    country,
                    subdivision,
                    tuple(Occasion.from_json(closure) for closure in closures),
                    tuple(Occasion.from_json(opening) for opening in openings),
                )
        if isinstance(data, dict) and set(data) == _FIELDS:
            raise InvalidCalendarError(
                gettext_noop(
                    "Dans un calendrier, time_zone est un texte, weekly sept listes de plages, holidays un pays et une "
                    "subdivision (ou null), closures et openings des listes."
                )
            )
        raise InvalidCalendarError(
            gettext_noop(
                "Un calendrier se décrit par time_zone, weekly, holidays, closures et openings, et rien d’autre."
            )
        )


@lru_cache(maxsize=256)
def working_time(hours: DailyHours) -> WorkingTime:
    """The arithmetic on a definition or a timeline; equal ones share it, with the years it has generated."""
    return WorkingTime(hours)


_MORNING_AND_AFTERNOON = (Window(time(9), time(12, 30)), Window(time(14), time(18)))

# CH-I: Monday to Friday (public holidays excepted) from 9:00 to 12:30 and from 14:00 to 18:00.
CHARTER = CalendarDefinition(weekly=(_MORNING_AND_AFTERNOON,) * 5 + ((), ()))

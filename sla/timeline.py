"""Opening hours that changed over the years: definitions one after the other, each from a date on (CH-I). Pure.

Editing a calendar never rewrites the past: what was saved last counts from its date on, and the days before keep the
hours that they had.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from sla.calendars import CalendarDefinition
from sla.daily_hours import DailyHours, DayPlan
from sla.errors import InvalidCalendarError, gettext_noop

T = TypeVar("T")

# The first definition of a calendar holds for whatever day is asked.
BEGINNING = date(1970, 1, 1)


def holding(saved: Iterable[T], begins: Callable[[T], date]) -> tuple[T, ...]:
    """Of what was saved one after the other, what holds on some day: what nothing later began before or with."""
    kept: list[T] = []
    for each in saved:
        while kept and begins(kept[-1]) >= begins(each):
            kept.pop()
        kept.append(each)
    return tuple(kept)


@dataclass(frozen=True)
class Timeline(DailyHours):
    """Definitions in the order in which they were saved, each with the first day it is in force.

    On a day, the last saved one whose date has come is in force: one saved later wins from its date on, also over one
    that was planned for a later date. Raises InvalidCalendarError when there is none from BEGINNING on, or when a
    definition is of another time zone.
    """

    versions: tuple[tuple[date, CalendarDefinition], ...]

    def __post_init__(self) -> None:
        if not self.versions or self.versions[0][0] > BEGINNING:
            raise InvalidCalendarError(
                gettext_noop("Les premiers horaires d’un calendrier valent depuis le %(day)s."),
                day=f"{BEGINNING:%d/%m/%Y}",
            )
        for _day, definition in self.versions:
            if definition.time_zone != self.time_zone:
                raise InvalidCalendarError(
                    gettext_noop(
                        "Un calendrier garde son fuseau horaire, %(zone)s\u00a0: créez-en un autre pour %(other)s."
                    ),
                    zone=self.time_zone,
                    other=definition.time_zone,
                )

    @property
    def time_zone(self) -> str:
        return self.versions[0][1].time_zone

    @cached_property
    def in_force(self) -> tuple[tuple[date, CalendarDefinition], ...]:
        """What is left of the versions: each holds until the day on which the next one begins."""
        return holding(self.versions, lambda version: version[0])

    @cached_property
    def _starts(self) -> list[date]:
        return [day for day, _definition in self.in_force]

    def definition_on(self, day: date) -> CalendarDefinition:
        """The definition in force on a day; that of BEGINNING for any day before it."""
        return self.in_force[max(bisect_right(self._starts, day) - 1, 0)][1]

    def plan(self, day: date) -> DayPlan:
        """What is open on a day, and what closed it."""
        return self.definition_on(day).plan(day)

    def then(self, effective_from: date, definition: CalendarDefinition) -> Timeline:
        """This timeline with one more definition saved."""
        return Timeline((*self.versions, (effective_from, definition)))

"""The calendars as the console shows them: what holds now, which version, what is to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from sla import explain, timeline
from sla.calendars import CalendarDefinition, working_time
from sla.explain import OpeningStatus
from sla.holiday_regions import region_name
from sla.hours_in_words import open_hours
from sla.models import Calendar, CalendarVersion, strung_together
from sla.timeline import Timeline
from sla.windows import DAY_NAMES, spans
from sla.year_view import Day, Stretch, day_of, to_come

PAGE_SIZE = 10
DAYS_AHEAD = 365
MOST_AHEAD = 8


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the usual week."""

    name: str
    hours: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version; `tone` is "ok", "accent" or empty, beside the words of `state`."""

    version: CalendarVersion
    state: str
    tone: str


@dataclass(frozen=True)
class Sheet:
    """A calendar at an instant; `today` is the day in its own zone."""

    calendar: Calendar
    hours: Timeline
    versions: tuple[CalendarVersion, ...]
    today: date
    status: OpeningStatus

    @property
    def latest(self) -> CalendarVersion:
        return self.versions[-1]

    @property
    def in_force(self) -> CalendarVersion:
        return _on(self.versions, self.today)

    @property
    def planned(self) -> tuple[CalendarVersion, ...]:
        """The versions that are to come into force, the next one first."""
        return tuple(version for version in holding(self.versions) if version.effective_from > self.today)

    @property
    def definition(self) -> CalendarDefinition:
        return self.hours.definition_on(self.today)

    @property
    def day(self) -> Day:
        return day_of(self.hours, self.today)

    @property
    def region(self) -> str:
        return region_name(self.definition.holiday_country, self.definition.holiday_subdivision)

    @property
    def week(self) -> tuple[WeekDay, ...]:
        return week_of(self.definition)

    @cached_property
    def to_come(self) -> tuple[Stretch, ...]:
        """The closures, holidays and openings of the coming year."""
        return to_come(self.hours, self.today, DAYS_AHEAD)[:MOST_AHEAD]

    @property
    def next_ones(self) -> tuple[Stretch, ...]:
        return self.to_come[:3]

    def lines(self, versions: Iterable[CalendarVersion]) -> list[VersionLine]:
        """Versions with where they stand."""
        return [self._line(version) for version in versions]

    def _line(self, version: CalendarVersion) -> VersionLine:
        if version not in holding(self.versions):
            return VersionLine(version, _("remplacée"), "")
        if version.effective_from > self.today:
            return VersionLine(version, _("prévue"), "accent")
        if version == self.in_force:
            return VersionLine(version, _("en vigueur"), "ok")
        return VersionLine(version, _("passée"), "")


def sheets(now: datetime) -> list[Sheet]:
    """Every calendar that has hours, by code."""
    return [sheet(calendar, now) for calendar in readable().prefetch_related("versions")]


def readable() -> QuerySet[Calendar]:
    """The calendars that have hours: one made in the admin has a name and none yet."""
    return Calendar.objects.filter(Exists(CalendarVersion.objects.filter(calendar=OuterRef("pk"))))


def sheet(calendar: Calendar, now: datetime) -> Sheet:
    """One calendar, of the readable ones, at `now`."""
    versions = tuple(sorted(calendar.versions.all(), key=lambda version: version.number))
    hours = strung_together(versions)
    status = explain.opening_status(working_time(hours), now)
    return Sheet(calendar, hours, versions, now.astimezone(hours.zone).date(), status)


def week_of(definition: CalendarDefinition) -> tuple[WeekDay, ...]:
    """The usual week, Monday first."""
    return tuple(
        WeekDay(_(name), open_hours(spans(windows)), bool(windows))
        for name, windows in zip(DAY_NAMES, definition.weekly, strict=True)
    )


def holding(versions: Iterable[CalendarVersion]) -> tuple[CalendarVersion, ...]:
    """Of the versions by number, those that hold on some day (sla/timeline.py)."""
    return timeline.holding(versions, lambda version: version.effective_from)


def _on(versions: Sequence[CalendarVersion], day: date) -> CalendarVersion:
    return [version for version in holding(versions) if version.effective_from <= day][-1]

"""The period that figures are about: a week, a month, a quarter, or from one day to another, in Paris."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.wording import PARIS

_DAY = timedelta(days=1)
# Farther than any ticket, and within what a calendar can count.
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)


class Unit(StrEnum):
    """What one chooses; the values are those of the address (?periode=)."""

    WEEK = "semaine"
    MONTH = "mois"
    QUARTER = "trimestre"
    DAYS = "dates"


UNIT_LABELS = {
    Unit.WEEK: gettext_lazy("Semaine"),
    Unit.MONTH: gettext_lazy("Mois"),
    Unit.QUARTER: gettext_lazy("Trimestre"),
    Unit.DAYS: gettext_lazy("De date à date"),
}


class Step(StrEnum):
    """What one column of a chart over time stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Paris, both included."""

    unit: Unit
    first: date
    last: date

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first instant that is no more in it."""
        return _midnight(self.last + _DAY)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def step(self) -> Step:
        """Columns that stay few enough to be told apart: at most 14 days, 53 weeks, else months."""
        if self.days <= 14:
            return Step.DAY
        return Step.WEEK if self.days <= 371 else Step.MONTH

    def steps(self) -> list[date]:
        """The first day of each column, empty ones included; the first may begin before the period does."""
        found = [_floor(self.first, self.step)]
        while (following := _next(found[-1], self.step)) <= self.last:
            found.append(following)
        return found

    @property
    def label(self) -> str:
        """In words, in the active language: "octobre 2026", "du 12 au 18 octobre 2026"."""
        match self.unit:
            case Unit.MONTH:
                return date_format(self.first, "F Y")
            case Unit.QUARTER:
                return _("T%(number)s %(year)s") % {
                    "number": (self.first.month + 2) // 3,
                    "year": self.first.year,
                }
        return _("du %(first)s au %(last)s") % {
            "first": date_format(self.first, "j F Y"),
            "last": date_format(self.last, "j F Y"),
        }

    def before(self) -> Period:
        """The one just before, of the same kind; for days, as many."""
        if self.unit is Unit.DAYS:
            return Period(self.unit, self.first - self.days * _DAY, self.first - _DAY)
        return containing(self.unit, self.first - _DAY)

    def after(self) -> Period:
        """The one that follows, of the same kind; for days, as many."""
        if self.unit is Unit.DAYS:
            return Period(self.unit, self.last + _DAY, self.last + self.days * _DAY)
        return containing(self.unit, self.last + _DAY)


def containing(unit: Unit, day: date) -> Period:
    """The week (from Monday), month or quarter that `day` is in; of `DAYS`, that day alone."""
    match unit:
        case Unit.WEEK:
            monday = day - day.weekday() * _DAY
            return Period(unit, monday, monday + 6 * _DAY)
        case Unit.MONTH:
            return Period(unit, day.replace(day=1), _month_after(day) - _DAY)
        case Unit.QUARTER:
            first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
            return Period(unit, first, _month_after(first + 62 * _DAY) - _DAY)
    return Period(unit, day, day)


def step_label(day: date, step: Step) -> str:
    """The name of a column, short: "13/10", "oct. 2026"."""
    return date_format(day, "b Y") if step is Step.MONTH else f"{day:%d/%m}"


def step_in_full(day: date, step: Step) -> str:
    """The same with its year, for tables and files."""
    return date_format(day, "F Y") if step is Step.MONTH else f"{day:%d/%m/%Y}"


def _floor(day: date, step: Step) -> date:
    match step:
        case Step.WEEK:
            return day - day.weekday() * _DAY
        case Step.MONTH:
            return day.replace(day=1)
    return day


def _next(day: date, step: Step) -> date:
    match step:
        case Step.WEEK:
            return day + 7 * _DAY
        case Step.MONTH:
            return _month_after(day)
    return day + _DAY


def _month_after(day: date) -> date:
    """The first of the month after that of `day`."""
    return (day.replace(day=1) + 32 * _DAY).replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), PARIS)

"""Closures and exceptional openings as rows that people type: a name, a day or several, hours (CH-I).

A row of several days stands for one occasion a day. What cannot be read is refused with InvalidCalendarError, whose
sentence says which row and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sla.errors import InvalidCalendarError, gettext_noop
from sla.hours_in_words import open_hours, window_typed
from sla.windows import Occasion

# A row of more days than this is a slip in the year.
MOST_DAYS = 62
# A leap year, for the days of every year: 29 February exists.
_ANY_YEAR = 2000
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?")
_NAMED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?\s+([a-zéû]{3,})\.?(?:\s+(\d{4}))?")
_MONTHS = (
    ("janv", "jan"),
    ("févr", "fevr", "feb"),
    ("mars", "mar"),
    ("avr", "apr"),
    ("mai", "may"),
    ("juin", "jun"),
    ("juil", "jul"),
    ("août", "aout", "aug"),
    ("sept", "sep"),
    ("oct",),
    ("nov",),
    ("déc", "dec"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in the fields: `last` is empty for one day, `hours` for the whole day."""

    label: str = ""
    first: str = ""
    last: str = ""
    hours: str = ""

    def __bool__(self) -> bool:
        return any(text.strip() for text in (self.label, self.first, self.last, self.hours))


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day of one year, or of every year when `year` is None."""

    month: int
    day: int
    year: int | None = None

    @property
    def sample(self) -> date:
        """The day itself, or that of a leap year."""
        return date(self.year or _ANY_YEAR, self.month, self.day)


def day_typed(text: str, label: str) -> TypedDay:
    """24/12/2026, 24/12 for every year, 2026-12-24, 24 décembre 2026, 1er mai: the day typed for `label`."""
    sought = text.strip().lower()
    if not sought:
        raise InvalidCalendarError(
            gettext_noop(
                "«\u00a0%(label)s\u00a0»\u00a0: donnez son jour, par exemple 24/12/2026, ou 24/12 pour chaque année."
            ),
            label=label,
        )
    if iso := _ISO.fullmatch(sought):
        year, month, day = iso.groups()
    elif numbers := _NUMBERS.fullmatch(sought):
        day, month, year = numbers.groups()
    elif (named := _NAMED.fullmatch(sought)) and (number := _month(named[2])):
        day, month, year = named[1], str(number), named[3]
    else:
        raise InvalidCalendarError(
            gettext_noop(
                "«\u00a0%(label)s\u00a0»\u00a0: «\u00a0%(text)s\u00a0» n’est pas un jour. Écrivez par exemple "
                "24/12/2026, ou 24/12 pour chaque année."
            ),
            label=label,
            text=text.strip(),
        )
    occasion = Occasion(
        label, int(month), int(day), int(year) if year else None
    )  # refuses what does not exist
    return TypedDay(occasion.month, occasion.day, occasion.year)


def occasions(row: Row) -> tuple[Occasion, ...]:
    """The occasions that a row stands for, one a day."""
    label = row.label.strip()
    if not label:
        raise InvalidCalendarError(
            gettext_noop("La fermeture ou l’ouverture du %(day)s n’a pas de nom."),
            day=row.first.strip() or "…",
        )
    hours = window_typed(row.hours, label)
    first = day_typed(row.first, label)
    last = day_typed(row.last, label) if row.last.strip() else first
    if (first.year is None) is not (last.year is None):
        raise InvalidCalendarError(
            gettext_noop(
                "«\u00a0%(label)s\u00a0»\u00a0: donnez l’année aux deux jours, ou à aucun pour chaque année."
            ),
            label=label,
        )
    return tuple(
        Occasion(label, day.month, day.day, day.year if first.year else None, hours)
        for day in _days(first, last, label)
    )


def rows(found: Iterable[Occasion]) -> tuple[Row, ...]:
    """The rows that stand for occasions."""
    return tuple(_row(run[0], run[-1]) for run in runs(found))


def runs(found: Iterable[Occasion]) -> list[list[Occasion]]:
    """The occasions of each row: those of the same name and hours on days in a row make one."""
    made: list[list[Occasion]] = []
    for occasion in found:
        if made and _follows(occasion, made[-1][-1]):
            made[-1].append(occasion)
        else:
            made.append([occasion])
    return made


def _month(name: str) -> int | None:
    for number, starts in enumerate(_MONTHS, start=1):
        if name.startswith(starts):
            return number
    return None


def _days(first: TypedDay, last: TypedDay, label: str) -> list[date]:
    start, end = first.sample, last.sample
    if first.year is None and end < start:  # from 30 December to 2 January, every year
        end = (
            end.replace(year=_ANY_YEAR + 1) if (end.month, end.day) != (2, 29) else date(_ANY_YEAR + 1, 3, 1)
        )
    if end < start:
        raise InvalidCalendarError(
            gettext_noop("«\u00a0%(label)s\u00a0»\u00a0: le dernier jour vient avant le premier."),
            label=label,
        )
    count = (end - start).days + 1
    if count > MOST_DAYS:
        raise InvalidCalendarError(
            gettext_noop(
                "«\u00a0%(label)s\u00a0» dure %(count)s jours\u00a0: %(most)s au plus par ligne. Vérifiez l’année."
            ),
            label=label,
            count=count,
            most=MOST_DAYS,
        )
    return [start + timedelta(days=n) for n in range(count)]


def _follows(occasion: Occasion, before: Occasion) -> bool:
    same = (occasion.label, occasion.hours) == (before.label, before.hours)
    if not same or (occasion.year is None) is not (before.year is None):
        return False
    next_day = date(before.year or _ANY_YEAR, before.month, before.day) + timedelta(days=1)
    return occasion.falls_on(next_day if occasion.year else next_day.replace(year=_ANY_YEAR))


def _row(first: Occasion, last: Occasion) -> Row:
    hours = open_hours([first.hours.span]) if first.hours else ""
    return Row(first.label, _written(first), _written(last) if last is not first else "", hours)


def _written(occasion: Occasion) -> str:
    day = f"{occasion.day:02}/{occasion.month:02}"
    return day if occasion.year is None else f"{day}/{occasion.year}"

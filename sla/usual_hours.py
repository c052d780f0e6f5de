"""The opening hours in a sentence, from the calendar's own data: what no text may say by heart (CH-I).

Words are in the active language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sla import reader_zone, wording
from sla.calendars import CalendarDefinition
from sla.hours_in_words import clock
from sla.models import latest_version, timeline_of
from sla.timeline import Timeline
from sla.windows import DAY_NAMES, Span, spans
from sla.year_view import Day, Kind, Stretch, day_of, stretches

# So many days ahead people are told of what the usual week does not say; so many such stretches at most.
DAYS_AHEAD = 14
MOST_AHEAD = 3


def usual_hours(definition: CalendarDefinition) -> str:
    """Du lundi au vendredi, 9h00–12h30 et 14h00–18h00, hors jours fériés."""
    parts = [f"{_days(days)}, {_hours(opened)}" for opened, days in _groups(definition)]
    if not parts:
        return _("fermé toute la semaine")
    said = "\u202f; ".join(parts) if len(parts) > 1 else parts[0]
    return _("%s, hors jours fériés") % said if definition.holiday_country else said


def to_reader(definition: CalendarDefinition, at: datetime) -> str:
    """The same, named as times of Paris to who lives by another clock at `at`."""
    said = usual_hours(definition)
    return _("%s (heure de Paris)") % said if definition.weekly and reader_zone.is_elsewhere(at) else said


def of_centre(at: datetime) -> str:
    """The usual hours of the centre's own calendar, in force on the day of `at`; one query."""
    hours = timeline_of(latest_version().pk)
    return to_reader(hours.definition_on(at.astimezone(hours.zone).date()), at)


def ahead(hours: Timeline, today: date) -> tuple[str, ...]:
    """What is to come that the usual week does not say: "fermé vendredi 25 décembre, Noël"."""
    days = [day_of(hours, today + timedelta(days=n)) for n in range(DAYS_AHEAD)]
    felt = [day for day in days if day.spans or hours.plan(day.day).usual]
    return tuple(_ahead(stretch, today) for stretch in stretches(felt)[:MOST_AHEAD])


def _ahead(stretch: Stretch, today: date) -> str:
    day: Day = stretch.sample
    which = _which_days(stretch, today)
    if not day.spans:
        said = _("fermé %s") % which
    elif day.kind is Kind.OPENING:
        said = _("ouvert %(days)s, %(hours)s") % {"days": which, "hours": _hours(day.spans)}
    else:
        said = _("ouvert %(days)s, %(hours)s seulement") % {"days": which, "hours": _hours(day.spans)}
    return f"{said}, {day.name}" if day.name else said


def _which_days(stretch: Stretch, today: date) -> str:
    first = wording.full_day(stretch.first, today)
    if stretch.first == stretch.last:
        return first
    return _("du %(first)s au %(last)s") % {
        "first": first,
        "last": wording.full_day(stretch.last, today),
    }


def _groups(definition: CalendarDefinition) -> Iterator[tuple[tuple[Span, ...], list[int]]]:
    """The hours that some days have, with the numbers of those days, Monday 0; closed days left out."""
    groups: dict[tuple[Span, ...], list[int]] = {}
    for number, windows in enumerate(definition.weekly):
        if windows:
            groups.setdefault(spans(windows), []).append(number)
    yield from groups.items()


def _days(numbers: Sequence[int]) -> str:
    if len(numbers) == 7:
        return _("tous les jours")
    names = [_(DAY_NAMES[number]) for number in numbers]
    if len(numbers) > 2 and all(after - before == 1 for before, after in pairwise(numbers)):
        return pgettext("jours", "du %(first)s au %(last)s") % {"first": names[0], "last": names[-1]}
    return _and(names)


def _hours(opened: Sequence[Span]) -> str:
    return _and([f"{clock(span.start)}–{clock(span.end)}" for span in opened])


def _and(words: Sequence[str]) -> str:
    """A, b et c."""
    if len(words) == 1:
        return words[0]
    return pgettext("énumération", "%(first)s et %(last)s") % {
        "first": ", ".join(words[:-1]),
        "last": words[-1],
    }

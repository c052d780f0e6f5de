"""What in an edited calendar is allowed and yet looks like a slip, said before it is saved (CH-I).

Nothing here refuses anything: sla/calendars.py does. Sentences are in the active language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from sla import wording
from sla.calendars import CalendarDefinition
from sla.hours_in_words import open_hours
from sla.occasion_rows import runs
from sla.windows import DAY_NAMES, Occasion, Span, spans

# A day open longer than this, in seconds, is more often a slip of the pen than a plan.
LONG_DAY = 12 * 3600
# A day of every year meets each day of the week within so many years.
_YEARS_LOOKED_AT = 12


def doubts(
    after: CalendarDefinition, before: CalendarDefinition, effective_from: date, today: date
) -> tuple[str, ...]:
    """The sentences for a definition that would follow `before` from a day on; days of the calendar's zone."""
    return (
        *_past(effective_from, today),
        *_long_days(after),
        *_idle_closures(after, effective_from),
        *_idle_openings(after, effective_from),
        *_too_early((*after.closures, *after.openings), {*before.closures, *before.openings}, effective_from),
    )


def _past(effective_from: date, today: date) -> Iterator[str]:
    if effective_from < today:
        yield _(
            "La date d’effet est passée\u00a0: les échéances en cours sont recalculées comme si ces horaires avaient "
            "valu depuis le %s. Celles qui sont closes ne bougent pas."
        ) % wording.full_day(effective_from, today)


def _long_days(definition: CalendarDefinition) -> Iterator[str]:
    for name, windows in zip(DAY_NAMES, definition.weekly, strict=True):
        length = sum(span.end - span.start for span in spans(windows))
        if length > LONG_DAY:
            yield _("%(day)s compte %(length)s d’ouverture\u00a0: est-ce bien voulu\u202f?") % {
                "day": _(name).capitalize(),
                "length": wording.duration(timedelta(seconds=length)),
            }


def _idle_closures(definition: CalendarDefinition, effective_from: date) -> Iterator[str]:
    """Closures that take no hour away, each row of days by itself."""
    for days in runs(definition.closures):
        if any(_takes(definition, closure, effective_from) for closure in days):
            continue
        label, hours = days[0].label, days[0].hours
        if hours is not None and hours.span in _breaks(definition):
            yield _(
                "«\u00a0%(label)s\u00a0» couvre exactement la pause de %(hours)s, déjà fermée dans la semaine"
                "\u00a0: cette ligne ne change rien."
            ) % {"label": label, "hours": open_hours([hours.span])}
        else:
            yield (
                _("«\u00a0%s\u00a0» n’enlève aucune heure\u00a0: le centre est déjà fermé à ce moment-là.")
                % label
            )


def _idle_openings(definition: CalendarDefinition, effective_from: date) -> Iterator[str]:
    """Openings that add no hour, each row of days by itself."""
    closed = replace(definition, openings=())
    for days in runs(definition.openings):
        if not any(_differ(closed, replace(closed, openings=(each,)), each, effective_from) for each in days):
            yield (
                _("«\u00a0%s\u00a0» n’ajoute aucune heure\u00a0: le centre est déjà ouvert à ce moment-là.")
                % days[0].label
            )


def _takes(definition: CalendarDefinition, closure: Occasion, effective_from: date) -> bool:
    """Whether the closure, alone, takes an hour away on one of its days."""
    open_days = replace(definition, closures=(), openings=())
    return _differ(open_days, replace(open_days, closures=(closure,)), closure, effective_from)


def _differ(
    first: CalendarDefinition, second: CalendarDefinition, occasion: Occasion, effective_from: date
) -> bool:
    """Whether two definitions have other hours on one of the days of an occasion."""
    years = (
        [occasion.year]
        if occasion.year
        else range(effective_from.year, effective_from.year + _YEARS_LOOKED_AT)
    )
    days = [day for year in years if (day := _day(occasion, year)) is not None]
    return any(first.plan(day).spans != second.plan(day).spans for day in days)


def _day(occasion: Occasion, year: int) -> date | None:
    try:
        return date(year, occasion.month, occasion.day)
    except ValueError:  # 29 February
        return None


def _breaks(definition: CalendarDefinition) -> set[Span]:
    """The closed stretches between two windows of a day of the week."""
    return {
        Span(earlier.end, later.start)
        for windows in definition.weekly
        for earlier, later in pairwise(spans(windows))
    }


def _too_early(occasions: Iterable[Occasion], known: set[Occasion], effective_from: date) -> Iterator[str]:
    """Days added that come before these hours are in force: a slip in the year, most often."""
    said: set[str] = set()
    for occasion in occasions:
        if occasion in known or occasion.year is None or occasion.label in said:
            continue
        day = date(occasion.year, occasion.month, occasion.day)
        if day < effective_from:
            said.add(occasion.label)
            yield _(
                "«\u00a0%(label)s\u00a0» tombe le %(day)s, avant la date d’effet\u00a0: cette ligne ne change rien."
            ) % {"label": occasion.label, "day": f"{day:%d/%m/%Y}"}

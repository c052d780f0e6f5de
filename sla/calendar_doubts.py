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
from sla.daily_hours import DayPlan
from sla.hours_in_words import open_hours
from sla.occasion_rows import runs
from sla.windows import DAY_NAMES, Occasion, Span, spans
from sla.working_time import LAST_YEAR

# A day open longer than this, in seconds, is more often a slip of the pen than a plan.
LONG_DAY = 12 * 3600
# Closed for more days in a row than this is more often a slip in a day or a year than a plan.
LONG_CLOSURE = 20
# A day of every year meets each day of the week within so many years.
_YEARS_LOOKED_AT = 12


def doubts(
    after: CalendarDefinition, before: CalendarDefinition, effective_from: date, today: date
) -> tuple[str, ...]:
    """The sentences for a definition that would follow `before` from a day on; days of the calendar's zone."""
    return (
        *_past(effective_from, today),
        *_long_days(after),
        *_long_closures(after, before, effective_from, today),
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


def _long_closures(
    after: CalendarDefinition, before: CalendarDefinition, effective_from: date, today: date
) -> Iterator[str]:
    """Closed days in a row that were not all closed before; what closes them each year is said once."""
    said: set[frozenset[str]] = set()
    for plans in _closed_stretches(after, effective_from):
        causes = frozenset(plan.taken_by.french for plan in plans if plan.taken_by)
        if len(plans) <= LONG_CLOSURE or causes in said or not any(before.plan(p.day).spans for p in plans):
            continue
        said.add(causes)
        yield _(
            "Le centre serait fermé du %(first)s au %(last)s, %(count)s jours de suite\u00a0: est-ce bien voulu\u202f?"
        ) % {
            "first": wording.full_day(plans[0].day, today),
            "last": wording.full_day(plans[-1].day, today),
            "count": len(plans),
        }


def _closed_stretches(definition: CalendarDefinition, effective_from: date) -> Iterator[list[DayPlan]]:
    """The days in a row without an open hour, in the years that may have other closures than the year before."""
    closed: list[DayPlan] = []
    for plan in _plans(definition, effective_from):
        if closed and (plan.spans or plan.day - closed[-1].day > timedelta(days=1)):
            yield closed
            closed = []
        if not plan.spans:
            closed.append(plan)
    if closed:
        yield closed


def _plans(definition: CalendarDefinition, effective_from: date) -> Iterator[DayPlan]:
    for year in _years_that_differ(definition, effective_from):
        own = replace(
            definition,
            closures=tuple(each for each in definition.closures if each.year in {None, year}),
            openings=tuple(each for each in definition.openings if each.year in {None, year}),
        )
        first = max(date(year, 1, 1), effective_from)
        for n in range((date(year, 12, 31) - first).days + 1):
            yield own.plan(first + timedelta(days=n))


def _years_that_differ(definition: CalendarDefinition, effective_from: date) -> list[int]:
    """The first two years, those that a closure bears, and the one after each: a stretch may end there."""
    dated = {each.year for each in definition.closures if each.year and each.year >= effective_from.year}
    starts = {effective_from.year, *dated}
    return sorted(year for year in starts | {year + 1 for year in starts} if year <= LAST_YEAR)


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

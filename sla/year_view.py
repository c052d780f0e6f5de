"""A year of opening hours, day by day: what is open, what closed it, and what another calendar would have said (CH-I).

Days are those of the calendar's own zone. Words are in the active language. Positions of the bars are strings in
percent with a dot whatever the language: they stand in SVG attributes (templates/components/_year.html).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sla import wording
from sla.daily_hours import DayPlan
from sla.hours_in_words import clock, open_hours
from sla.public_holidays import holiday_names
from sla.rulers import AXIS
from sla.timeline import Timeline
from sla.windows import DAY_NAMES, Span, cut_out
from sla.working_time import LAST_YEAR, Reason

# Of days that changed alike, so many are named; more are counted.
_MOST_NAMED = 4
_ONE_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What a day is beside the usual week."""

    USUAL = "usual"
    WEEKLY = "weekly"
    HOLIDAY = "holiday"
    CLOSURE = "closure"
    SHORTENED = "shortened"
    OPENING = "opening"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return {
            Kind.USUAL: _("heures habituelles"),
            Kind.WEEKLY: _("fermé chaque semaine"),
            Kind.HOLIDAY: _("jour férié"),
            Kind.CLOSURE: _("fermeture"),
            Kind.SHORTENED: _("journée raccourcie"),
            Kind.OPENING: _("ouverture exceptionnelle"),
            Kind.CHANGED: _("heures changées"),
        }[self]


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `name` is that of the holiday, the closure or the opening; `before` what the compared hours had,
    None where they had the same."""

    day: date
    kind: Kind
    spans: tuple[Span, ...]
    name: str = ""
    before: Day | None = None

    @property
    def hours(self) -> str:
        """9h00–12h30, 14h00–18h00, or "fermé"."""
        return open_hours(self.spans)

    @property
    def windows(self) -> tuple[str, ...]:
        """Each window by itself: 9h00–12h30."""
        return tuple(open_hours([span]) for span in self.spans)

    @property
    def open_time(self) -> timedelta:
        """The time a clock on the wall shows open: on the two days of a change of hour it is not what passes."""
        return timedelta(seconds=sum(span.end - span.start for span in self.spans))

    @property
    def text(self) -> str:
        """Fermé, Fête nationale."""
        return f"{self.hours}, {self.name}" if self.name else self.hours

    @property
    def bar(self) -> str:
        """The key of the bar that draws its hours; empty when closed."""
        return "-".join(f"{span.start // 60}-{span.end // 60}" for span in self.spans)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that are alike."""

    first: date
    last: date
    sample: Day

    @property
    def days(self) -> str:
        """Mar. 14 juil., or 24–31 déc."""
        if self.first == self.last:
            return wording.short_day(self.first)
        return wording.short_days(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Change:
    """Days whose hours changed alike: which in words, how many, and what they were."""

    days: str
    count: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks of seven places, Monday first, None outside the month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def days(self) -> tuple[Day, ...]:
        return tuple(day for week in self.weeks for day in week if day is not None)

    @property
    def totals(self) -> str:
        """21 jours ouverts, 157h30."""
        return _totals(self.days)

    @property
    def remarkable(self) -> tuple[Stretch, ...]:
        """What the usual week does not say, holidays of weekends included."""
        return stretches(self.days)


@dataclass(frozen=True, slots=True)
class Bar:
    """Open hours drawn: where each stretch begins and how wide it is, in percent."""

    key: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Year:
    """A year; `before` says whether it was compared with other hours."""

    number: int
    months: tuple[Month, ...]
    compared: bool = False

    @cached_property
    def days(self) -> tuple[Day, ...]:
        return tuple(day for month in self.months for day in month.days)

    @property
    def weekdays(self) -> tuple[str, ...]:
        """The heads of the columns, Monday first."""
        return tuple(_(name) for name in DAY_NAMES)

    @property
    def totals(self) -> str:
        """253 jours ouverts, 1897h30."""
        return _totals(self.days)

    @property
    def totals_before(self) -> str:
        """The same under the compared hours."""
        return _totals([day.before or day for day in self.days])

    @property
    def axis(self) -> tuple[str, str]:
        """From which hour to which the bars go: 8h00, 19h00."""
        first, last = _axis(self.days)
        return clock(first), clock(last)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Those that occur, for the legend."""
        found = {day.kind for day in self.days}
        return tuple(kind for kind in Kind if kind in found)

    @cached_property
    def changed(self) -> int:
        """How many days have other hours than in the compared year."""
        return sum(day.before is not None for day in self.days)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return _changes(self.days)

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        return _bars(self.days)


def year_of(hours: Timeline, year: int, compared: Timeline | None = None) -> Year:
    """The year under `hours`; days that `compared` gives other hours say what it gave. 1970 to 2100."""
    months = tuple(_month(hours, date(year, month, 1), compared) for month in range(1, 13))
    return Year(year, months, compared is not None)


def days_changed(hours: Timeline, year: int, compared: Timeline) -> int:
    """How many days of a year have other hours than in the compared one."""
    days = _each_day(date(year, 1, 1), date(year, 12, 31))
    return sum(hours.plan(day).spans != compared.plan(day).spans for day in days)


def day_of(hours: Timeline, day: date, compared: Timeline | None = None) -> Day:
    """One day under `hours`."""
    made = _day(hours, day)
    if compared is None:
        return made
    was = _day(compared, day)
    return made if was.spans == made.spans else Day(day, made.kind, made.spans, made.name, was)


def to_come(hours: Timeline, first: date, days: int) -> tuple[Stretch, ...]:
    """What the usual week does not say of the `days` days from `first` on."""
    last = min(first + timedelta(days=days), date(LAST_YEAR, 12, 31))
    return stretches([day_of(hours, day) for day in _each_day(first, last) if day < last])


def stretches(days: Iterable[Day]) -> tuple[Stretch, ...]:
    """The days that are not of the usual week, those alike in a row made one; days closed each week part no row."""
    found: list[Stretch] = []
    for day in days:
        if day.kind in {Kind.USUAL, Kind.WEEKLY}:
            continue
        if found and _alike(found[-1].sample, day) and _touch(found[-1].last, day.day):
            found[-1] = Stretch(found[-1].first, day.day, found[-1].sample)
        else:
            found.append(Stretch(day.day, day.day, day))
    return tuple(found)


def _alike(first: Day, second: Day) -> bool:
    return (first.kind, first.name, first.hours) == (second.kind, second.name, second.hours)


def _touch(before: date, day: date) -> bool:
    """Whether nothing lies between two days, or a weekend alone."""
    between = list(_each_day(before + _ONE_DAY, day - _ONE_DAY))
    return len(between) <= 2 and all(each.weekday() >= 5 for each in between)


def _each_day(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _month(hours: Timeline, first: date, compared: Timeline | None) -> Month:
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - _ONE_DAY
    days: list[Day | None] = [None] * first.weekday()
    days += [day_of(hours, day, compared) for day in _each_day(first, last)]
    days += [None] * (-len(days) % 7)
    return Month(first, tuple(tuple(days[n : n + 7]) for n in range(0, len(days), 7)))


def _day(hours: Timeline, day: date) -> Day:
    plan, definition = hours.plan(day), hours.definition_on(day)
    names = holiday_names(definition.holiday_country, definition.holiday_subdivision, day.year).get(day)
    holiday = Reason("holiday", *names) if names else None
    kind = _kind(plan, holiday)
    reasons = [
        reason.in_language(get_language())
        for reason in (plan.taken_by or (holiday if not plan.spans else None),)
        if reason
    ]
    opened = [opening.label for opening in definition.openings if opening.falls_on(day)]
    return Day(day, kind, plan.spans, ", ".join([*reasons, *opened]))


def _kind(plan: DayPlan, holiday: Reason | None) -> Kind:
    if not plan.spans:
        if holiday is not None:
            return Kind.HOLIDAY
        return Kind.CLOSURE if plan.taken_by else Kind.WEEKLY
    if plan.spans == plan.usual:
        return Kind.USUAL
    taken, added = _lacks(plan.spans, plan.usual), _lacks(plan.usual, plan.spans)
    if taken and added:
        return Kind.CHANGED
    return Kind.SHORTENED if taken else Kind.OPENING


def _lacks(spans: Sequence[Span], wanted: Sequence[Span]) -> bool:
    """Whether some of the `wanted` time is in none of the spans."""
    left = tuple(wanted)
    for span in spans:
        left = cut_out(left, span)
    return bool(left)


def _changes(days: Iterable[Day]) -> tuple[Change, ...]:
    alike: dict[tuple[str, str], list[date]] = {}
    for day in days:
        if day.before is not None:
            alike.setdefault((day.before.text, day.text), []).append(day.day)
    return tuple(Change(_named(found), len(found), before, after) for (before, after), found in alike.items())


def _named(days: Sequence[date]) -> str:
    """Each day by its date, days in a row by their ends; many as "13 fois le lundi, du 5 octobre au 28 décembre"."""
    if len(days) > 1 and all(_touch(*pair) for pair in pairwise(days)):
        return wording.short_days(days[0], days[-1])
    if len(days) <= _MOST_NAMED:
        return ", ".join(wording.short_day(day) for day in days)
    span = {"first": wording.day_and_month(days[0]), "last": wording.day_and_month(days[-1])}
    weekdays = {day.weekday() for day in days}
    if len(weekdays) == 1:
        weekday = wording.weekday(days[0])
        return _("%(count)s fois le %(weekday)s, du %(first)s au %(last)s") % {
            **span,
            "count": len(days),
            "weekday": weekday,
        }
    return _("%(count)s jours, du %(first)s au %(last)s") % {**span, "count": len(days)}


def _totals(days: Sequence[Day]) -> str:
    count = sum(bool(day.spans) for day in days)
    total = sum((day.open_time for day in days), timedelta(0))
    open_days = ngettext("%d jour ouvert", "%d jours ouverts", count) % count
    return f"{open_days}, {wording.duration(total)}"


def _drawn(days: Iterable[Day]) -> Iterator[Day]:
    """The days that have a bar, and what they were."""
    for shown in days:
        yield from (day for day in (shown, shown.before) if day is not None and day.spans)


def _axis(days: Sequence[Day]) -> tuple[int, int]:
    """From which second of the day to which the bars go: whole hours, the ruler's at least."""
    spans = [span for day in _drawn(days) for span in day.spans]
    first = min([AXIS[0] * 3600, *(span.start for span in spans)])
    last = max([AXIS[1] * 3600, *(span.end for span in spans)])
    return first // 3600 * 3600, -(-last // 3600) * 3600


def _bars(days: Sequence[Day]) -> tuple[Bar, ...]:
    patterns = {day.bar: day.spans for day in _drawn(days)}
    first, last = _axis(days)

    def percent(second: int) -> float:
        return round(100 * (second - first) / (last - first), 1)

    return tuple(
        Bar(
            key,
            tuple(
                (f"{percent(span.start):.1f}", f"{percent(span.end) - percent(span.start):.1f}")
                for span in spans
            ),
        )
        for key, spans in patterns.items()
    )

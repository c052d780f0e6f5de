"""What customers said of the centre's work (CH-V.2): marks by step and by reseller, how many answered, their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, F, Q, QuerySet

from sla.wording import PARIS
from tickets.models import Satisfaction, Ticket
from tickets.reporting.scope import PARTY, Scope, by_step

Key = TypeVar("Key", bound=Hashable)
# How many comments a page shows, the latest first.
COMMENTS = 20


@dataclass(frozen=True, slots=True)
class Marks:
    """How many gave each mark."""

    good: int = 0
    fair: int = 0
    bad: int = 0

    @property
    def given(self) -> int:
        return self.good + self.fair + self.bad

    def __add__(self, other: Marks) -> Marks:
        return Marks(self.good + other.good, self.fair + other.fair, self.bad + other.bad)


@dataclass(frozen=True, slots=True)
class Opinions:
    """By the first day of each step, and by reseller, the most first."""

    steps: Mapping[date, Marks]
    resellers: Mapping[str, Marks]

    @property
    def total(self) -> Marks:
        return sum(self.steps.values(), Marks())


@dataclass(frozen=True, slots=True)
class Asked:
    """How many were asked by mail in the period, and of these how many answered since, by mail or in the portal."""

    asked: int
    answered: int


def opinions(scope: Scope) -> Opinions:
    """The opinions given in the period; one query, over the index of when they were given."""
    rows = list(
        scope.within("satisfaction__given_at")
        .order_by()
        .values(
            mark=F("satisfaction__mark"),
            step=by_step("satisfaction__given_at", scope.period.step),
            party=PARTY,
        )
        .annotate(count=Count("pk"))
    )
    by_party = _summed(rows, lambda row: str(row["party"]))
    return Opinions(
        steps={
            **{day: Marks() for day in scope.period.steps()},
            **_summed(rows, lambda row: row["step"].astimezone(PARIS).date()),
        },
        resellers=dict(sorted(by_party.items(), key=lambda pair: (-pair[1].given, pair[0]))),
    )


def asked(scope: Scope) -> Asked:
    """One query."""
    found = scope.within("opinion_asked__asked_at").aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(satisfaction__isnull=False))
    )
    return Asked(found["asked"], found["answered"])


def comments(scope: Scope) -> QuerySet[Ticket]:
    """The tickets with the latest opinions of the period that came with words; one query."""
    told = scope.within("satisfaction__given_at").exclude(satisfaction__comment="")
    found = told.select_related("satisfaction__given_by", "organisation")
    return found.order_by("-satisfaction__given_at", "-satisfaction")[:COMMENTS]


def _summed(rows: Iterable[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], Key]) -> dict[Key, Marks]:
    found: defaultdict[Key, Marks] = defaultdict(Marks)
    for row in rows:
        found[key(row)] += _marks(row["mark"], row["count"])
    return dict(found)


def _marks(mark: int, count: int) -> Marks:
    match mark:
        case Satisfaction.Mark.GOOD:
            return Marks(good=count)
        case Satisfaction.Mark.FAIR:
            return Marks(fair=count)
    return Marks(bad=count)

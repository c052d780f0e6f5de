"""What is promised, by level of support and severity (CH-V.1, CH-V.2). The figures are rows, not code.

A `Promise` is frozen: a ticket's events keep it as JSON with all that its deadlines are computed from, so that a row
edited later rewrites no deadline.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.clock import Target
from sla.models import CST, CalendarVersion, Commitment, PauseRule, latest_version
from sla.remembering import once_a_run

STRICTEST = 1

# The charter's own sentences: a requester chooses the severity by its impact (CH-V).
IMPACTS = {
    1: gettext_lazy("Production interrompue"),
    2: gettext_lazy("Système partiellement utilisable, solution de contournement disponible"),
    3: gettext_lazy("Problème mineur avec impact mineur"),
    4: gettext_lazy("Aucun impact sur la production"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """The working time granted for each target, the calendar it counts on, and the states that pause each clock.

    A target that is not there has no clock. `calendar_version` is a CalendarVersion's primary key. Only the first
    response is told to customers (CH-V.2).
    """

    level: str
    severity: int | None
    calendar_version: int
    targets: Mapping[Target, timedelta] = field(default_factory=dict)
    pauses: Mapping[Target, frozenset[str]] = field(default_factory=dict)

    @property
    def first_response(self) -> timedelta | None:
        """The promise of the charter, or None: no promise."""
        return self.targets.get(Target.FIRST_RESPONSE)

    def to_json(self) -> dict[str, Any]:
        """JSON values; from_json gives back an equal promise."""
        return {
            "level": self.level,
            "severity": self.severity,
            "calendar_version": self.calendar_version,
            "minutes": {target: amount // timedelta(minutes=1) for target, amount in self.targets.items()},
            "pauses": {target: sorted(self.pauses.get(target, ())) for target in self.targets},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Promise:
        """The promise written by to_json."""
        return cls(
            data["level"],
            data["severity"],
            data["calendar_version"],
            {Target(target): timedelta(minutes=minutes) for target, minutes in data["minutes"].items()},
            {Target(target): frozenset(states) for target, states in data["pauses"].items()},
        )


@once_a_run
def promise(level: str, severity: int | None) -> Promise:
    """What a level promises now for a severity (CH-V.1, CH-V.2).

    A severity of None, not qualified yet, runs on the strictest: nothing is late because it waited to be qualified.
    A level that no row names promises nothing.
    """
    row = _rows(level).filter(severity=_or_strictest(severity)).first()
    return _frozen(level, severity, row, _pauses() if row else {})


@once_a_run
def promises(level: str) -> dict[int, Promise]:
    """What a level promises for each severity, 1 to 4, in as many queries as for one (CH-V.1, CH-V.2)."""
    return promises_of([level])[level]


def promises_of(levels: Collection[str]) -> dict[str, dict[int, Promise]]:
    """What each of these levels promises for each severity, in as many queries as for one (CH-V.1, CH-V.2)."""
    rows = {(row.level, row.severity): row for row in _rows(*levels)}
    pauses = _pauses() if rows else {}
    return {
        level: {
            severity: _frozen(level, severity, rows.get((level, severity)), pauses) for severity in IMPACTS
        }
        for level in levels
    }


def without_promise(level: str, severity: int | None) -> str:
    """Why nothing is promised at this severity, in the active language (CH-V.1)."""
    if level and _or_strictest(severity) <= 2:
        return _("Traité dans l’ordre d’arrivée")
    return _("Aucun engagement de délai")


def _rows(*levels: str) -> QuerySet[Commitment, Commitment]:
    """The commitments of these levels, each with `version`: the latest of the calendar that it runs on."""
    calendar = Coalesce("calendar__code", Value(CST))
    latest = CalendarVersion.objects.filter(calendar__code=OuterRef("code")).order_by("-number")
    rows = Commitment.objects.filter(level__in=levels).annotate(code=calendar)
    return rows.annotate(version=Subquery(latest.values("pk")[:1]))


@once_a_run
def _pauses() -> dict[Target, frozenset[str]]:
    states: dict[Target, set[str]] = {}
    for target, state in PauseRule.objects.values_list("target", "state"):
        states.setdefault(Target(target), set()).add(state)
    return {target: frozenset(found) for target, found in states.items()}


def _frozen(level: str, severity: int | None, row: Any, pauses: Mapping[Target, frozenset[str]]) -> Promise:
    if row is None:
        return Promise(level, severity, latest_version().pk)
    return Promise(
        level, severity, row.version, row.targets, {t: pauses.get(t, frozenset()) for t in row.targets}
    )


def _or_strictest(severity: int | None) -> int:
    return STRICTEST if severity is None else severity

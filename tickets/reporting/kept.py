"""How many first answers came within what the charter promises (CH-V.2): by level, severity, week, reseller, product.

"Kept" is the clock's own word (sla/clock.py): ended at the due instant or before. The row carries what the events give
(tickets/response_clock.py), pauses included, and `manage.py sla_audit` compares the two; so a promise is counted here
as the deadline of its ticket says it, never by a second rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Count, F, Q, TextField
from django.db.models.functions import Coalesce

from sla.wording import PARIS
from tickets.models import Ticket
from tickets.reporting.scope import PARTY, Scope, by_step
from tickets.visibility import TicketQuerySet

Key = TypeVar("Key", bound=Hashable)

# A request that ended, by a merge or without a word, before its answer was due has nothing to be judged by.
_UNDECIDED_END = Q(first_response_at__isnull=True, status__in=Ticket.ENDED) & (
    Q(paused_since__isnull=False) | Q(merged_into__isnull=False)
)
_PROMISED = Q(due_at__isnull=False) & ~_UNDECIDED_END
_MET = _PROMISED & Q(first_response_at__lte=F("due_at"))


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts of requests. `promised` are those with a promise that is decided or runs: `met`, `missed`, and the rest
    `waiting`; `received` counts the others too.
    """

    received: int = 0
    promised: int = 0
    met: int = 0
    missed: int = 0

    @property
    def waiting(self) -> int:
        """Promised, not answered, and not late yet."""
        return self.promised - self.met - self.missed

    @property
    def decided(self) -> int:
        return self.met + self.missed

    def __add__(self, other: Kept) -> Kept:
        return Kept(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class InTime:
    """By level (its code), severity (None: not qualified) and the first day of each step of the period."""

    levels: Mapping[str, Kept]
    severities: Mapping[int | None, Kept]
    steps: Mapping[date, Kept]

    @property
    def total(self) -> Kept:
        return sum(self.levels.values(), Kept())


@dataclass(frozen=True, slots=True)
class ByParty:
    """By reseller (its name; who asked where there is none) and by product, the most requests first."""

    resellers: Mapping[str, Kept]
    products: Mapping[tuple[str, str], Kept]


def in_time(scope: Scope) -> InTime:
    """One query, over the index of arrivals."""
    rows = _counted(scope, "level", "severity", step=by_step("received_at", scope.period.step))
    return InTime(
        levels=_summed(rows, lambda row: str(row["level"])),
        severities=_summed(rows, lambda row: row["severity"]),
        steps={
            **{day: Kept() for day in scope.period.steps()},
            **_summed(rows, lambda row: row["step"].astimezone(PARIS).date()),
        },
    )


def by_party(scope: Scope) -> ByParty:
    """One query, over the index of arrivals."""
    rows = _counted(
        scope,
        party=PARTY,
        maker=F("device__product__vendor__name"),
        product=F("device__product__name"),
    )
    return ByParty(
        resellers=_most_first(_summed(rows, lambda row: str(row["party"]))),
        products=_most_first(_summed(rows, lambda row: (row["maker"] or "", row["product"] or ""))),
    )


def by_customer(scope: Scope) -> Mapping[str, Kept]:
    """By whose device it is about: the contract's end customer, else who asked. One query."""
    customer = Coalesce(
        "contract__end_customer__name", "organisation__name", "requester_address", output_field=TextField()
    )
    rows = _counted(scope, customer=customer)
    return _most_first(_summed(rows, lambda row: str(row["customer"])))


def resellers(scope: Scope) -> Sequence[tuple[int, str, Kept]]:
    """The resellers with requests in the period, the most first: id, name, counts. One query."""
    rows = [row for row in _counted(scope, "reseller", "reseller__name") if row["reseller"] is not None]
    found = _summed(rows, lambda row: (int(row["reseller"]), str(row["reseller__name"])))
    return [(key, name, each) for (key, name), each in _most_first(found).items()]


def late(scope: Scope) -> TicketQuerySet:
    """The requests whose promise was not kept, in the order of their deadlines, with whom they are of."""
    missed = scope.received.filter(missed_at(scope.now))
    return missed.select_related("organisation", "contract__end_customer").order_by("due_at", "pk")


def missed_at(now: datetime) -> Q:
    """The promises that were not kept, as judged at `now`."""
    unanswered = Q(first_response_at__isnull=True, paused_since__isnull=True, due_at__lt=now)
    return _PROMISED & (Q(first_response_at__gt=F("due_at")) | unanswered)


def counts(now: datetime) -> dict[str, Count]:
    """The aggregates of `Kept`, deadlines judged at `now`."""
    return {
        "received": Count("pk"),
        "promised": Count("pk", filter=_PROMISED),
        "met": Count("pk", filter=_MET),
        "missed": Count("pk", filter=missed_at(now)),
    }


def _counted(scope: Scope, *plain: str, **computed: Any) -> list[dict[str, Any]]:
    grouped = scope.received.order_by().values(*plain, **computed)
    return list(grouped.annotate(**counts(scope.now)))


def _summed(rows: Iterable[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], Key]) -> dict[Key, Kept]:
    found: defaultdict[Key, Kept] = defaultdict(Kept)
    for row in rows:
        found[key(row)] += Kept(**{field.name: row[field.name] for field in fields(Kept)})
    return dict(found)


def _most_first(found: Mapping[Key, Kept]) -> dict[Key, Kept]:
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].received, pair[0])))

"""What a reseller is told of a month: the promises to it and its customers, what ended, what its people said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Organisation, User
from sla.wording import PARIS
from tickets.models import Ticket
from tickets.reporting import at_vendor, causes, kept, opinions
from tickets.reporting.at_vendor import AtVendor
from tickets.reporting.kept import ByParty, InTime, Kept
from tickets.reporting.opinions import Marks
from tickets.reporting.periods import FIRST, LAST, Period, Unit, containing
from tickets.reporting.scope import Scope
from tickets.visibility import TicketQuerySet

# The late ones are named one by one, so many of them.
LATE = 40


@dataclass(frozen=True, slots=True)
class Monthly:
    """The figures of one reseller and one month, judged at `at`."""

    reseller: Organisation
    period: Period
    at: datetime
    in_time: InTime
    parties: ByParty
    customers: Mapping[str, Kept]
    late: Sequence[Ticket]
    causes: Mapping[str, int]
    vendors: Mapping[str, AtVendor]
    marks: Marks

    @property
    def total(self) -> Kept:
        return self.in_time.total

    @property
    def ended(self) -> int:
        return sum(self.causes.values())

    def to_json(self) -> dict[str, Any]:
        """The figures for a program; names of keys and order are stable (docs/rules/figures.md)."""
        return {
            "reseller": self.reseller.name,
            "month": f"{self.period.first:%Y-%m}",
            "received": self.total.received,
            "promised": self.total.promised,
            "met": self.total.met,
            "missed": self.total.missed,
            "running": self.total.waiting,
            "ended": self.ended,
            "vendor_cases": sum(each.cases for each in self.vendors.values()),
            "satisfaction": {"good": self.marks.good, "fair": self.marks.fair, "bad": self.marks.bad},
        }


def of(reseller: Organisation, month: date, seen: TicketQuerySet, now: datetime) -> Monthly:
    """The figures of the month that `month` is in; a fixed number of queries."""
    scope = Scope(seen, containing(Unit.MONTH, month), now, reseller=reseller.pk)
    return Monthly(
        reseller=reseller,
        period=scope.period,
        at=now,
        in_time=kept.in_time(scope),
        parties=kept.by_party(scope),
        customers=kept.by_customer(scope),
        late=list(kept.late(scope)[: LATE + 1]),
        causes=causes.causes(scope),
        vendors=at_vendor.at_vendor(scope),
        marks=opinions.opinions(scope).total,
    )


def language_of(reseller: Organisation) -> str:
    """The language that most of its managers chose, of its people while it has none; French without anybody."""
    people = User.objects.people().filter(organisation=reseller)
    chosen = list(people.order_by("pk").values_list("role", "language"))
    managers = [language for role, language in chosen if role == User.Role.MANAGER]
    counted = Counter(managers or [language for _role, language in chosen])
    return max(counted, key=lambda language: (counted[language], language == "fr"), default="fr")


def month_typed(text: str) -> date:
    """The first day of a month written as 2026-10; `ValueError` for anything else, and out of `FIRST` to `LAST`."""
    first = datetime.strptime(text, "%Y-%m").replace(tzinfo=PARIS).date()
    if not FIRST <= first <= LAST:
        raise ValueError(text)
    return first

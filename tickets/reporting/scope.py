"""What figures are asked of: which tickets, of which period, reseller and level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, TextField
from django.db.models.functions import Coalesce, TruncDay, TruncMonth, TruncWeek
from django.db.models.functions.datetime import TruncBase

from sla.wording import PARIS
from tickets.reporting.periods import Period, Step
from tickets.visibility import TicketQuerySet

# Whose figures a ticket counts in: the reseller's, else those of who asked without one.
PARTY = Coalesce("reseller__name", "organisation__name", "requester_address", output_field=TextField())
_TRUNCATIONS = {Step.DAY: TruncDay, Step.WEEK: TruncWeek, Step.MONTH: TruncMonth}


@dataclass(frozen=True, slots=True)
class Scope:
    """`seen` are the tickets that the reader sees; `reseller` is an organisation's id, None for all; `level` the code
    of a level of support, empty for all. `now` is the instant at which deadlines are judged.
    """

    seen: TicketQuerySet
    period: Period
    now: datetime
    reseller: int | None = None
    level: str = ""

    @property
    def tickets(self) -> TicketQuerySet:
        """Of the reseller and the level, of any period."""
        found = self.seen
        if self.reseller is not None:
            found = found.filter(Q(reseller=self.reseller) | Q(organisation=self.reseller))
        return found.filter(level=self.level) if self.level else found

    @property
    def received(self) -> TicketQuerySet:
        """Those that reached the centre in the period, found by the index on their arrival."""
        return self.within("received_at")

    def within(self, field: str) -> TicketQuerySet:
        """The tickets whose instant `field`, which may be that of a row beside, lies in the period."""
        return self.tickets.filter(**{f"{field}__gte": self.period.start, f"{field}__lt": self.period.end})


def by_step(field: str, step: Step) -> TruncBase:
    """The first instant, in Paris, of the day, week or month that `field` lies in."""
    return _TRUNCATIONS[step](field, tzinfo=PARIS)

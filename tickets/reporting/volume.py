"""When requests reach the centre: by hour of the day and day of the week, in Paris (CH-I)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from sla.wording import PARIS
from tickets.reporting.scope import Scope

HOURS = range(24)
# Monday is 1, as in ISO 8601.
WEEKDAYS = range(1, 8)


@dataclass(frozen=True, slots=True)
class Volume:
    """Requests by (day of the week, hour), whatever became of them."""

    cells: Mapping[tuple[int, int], int]

    @property
    def hours(self) -> list[int]:
        """How many in each hour from 0 to 23, over all days."""
        return [sum(self.cells.get((day, hour), 0) for day in WEEKDAYS) for hour in HOURS]

    @property
    def weekdays(self) -> list[int]:
        """How many on each day, from Monday on."""
        return [sum(self.cells.get((day, hour), 0) for hour in HOURS) for day in WEEKDAYS]


def volume(scope: Scope) -> Volume:
    """One query, over the index of arrivals."""
    placed = scope.received.order_by().values(
        day=ExtractIsoWeekDay("received_at", tzinfo=PARIS), hour=ExtractHour("received_at", tzinfo=PARIS)
    )
    found: Counter[tuple[int, int]] = Counter()
    for row in placed.annotate(count=Count("pk")):
        found[row["day"], row["hour"]] += row["count"]
    return Volume(found)

"""The tickets of a customer in their order, a page at a time, however many years there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

from django.db.models import F, Q

from accounts.models import User
from tickets.models import Ticket
from tickets.visibility import TicketQuerySet

# Where counting stops: beyond, the number tells nobody anything, and finding it would read the tickets of years.
COUNTED = 1000


class InOrder(Sequence[Ticket]):
    """Tickets in sight of a customer for a Paginator, the latest change first or the next deadline first.

    "Of the organisation or of the reseller" leans on no index that has an order: each is read by its own, and the two
    are merged. `first`: those that stand before all others. At most `COUNTED` are shown.
    """

    def __init__(
        self, tickets: TicketQuerySet, user: User, *, by_deadline: bool = False, first: Q | None = None
    ) -> None:
        self._tickets = tickets
        self._field = "due_at" if by_deadline else "updated_at"
        self._order = ("due_at", "id") if by_deadline else ("-updated_at", "-id")
        own = tickets.filter(organisation=user.organisation_id)
        parts = [own]
        if user.is_reseller:
            resold = tickets.filter(reseller=user.organisation_id)
            parts.append(resold.filter(~Q(organisation=F("reseller")) | Q(organisation=None)))
        self._first = tickets.filter(first) if first is not None else tickets.none()
        self._parts = [part.exclude(first) if first is not None else part for part in parts]

    @cached_property
    def counted(self) -> int:
        """How many there are; one more than `COUNTED` stands for all that are beyond."""
        left = COUNTED + 1
        for part in (self._first, *self._parts):
            left -= part.order_by().values("pk")[:left].count() if left > 0 else 0
        return COUNTED + 1 - left

    @property
    def is_more(self) -> bool:
        return self.counted > COUNTED

    def __len__(self) -> int:
        return min(self.counted, COUNTED)

    @overload
    def __getitem__(self, rows: int) -> Ticket: ...
    @overload
    def __getitem__(self, rows: slice) -> list[Ticket]: ...
    def __getitem__(self, rows: int | slice) -> Ticket | list[Ticket]:
        """One ticket, or those of a slice with an end, neither below zero."""
        if isinstance(rows, int):
            return self[rows : rows + 1][0]
        keys = self.keys(rows.stop)[rows.start or 0 :]
        found = self._tickets.in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def keys(self, limit: int) -> list[int]:
        """The keys of the first `limit` tickets, in their order."""
        plain = [part.select_related(None).prefetch_related(None) for part in (self._first, *self._parts)]
        read = [part.order_by(*self._order).values_list(self._field, "pk")[:limit] for part in plain]
        first, *others = (list(rows) for rows in read)
        merged = sorted((row for rows in others for row in rows), reverse=self._field == "updated_at")
        return [key for _at, key in (first + merged)[:limit]]

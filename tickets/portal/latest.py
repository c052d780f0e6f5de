"""The tickets of a customer in their order, a page at a time, however many years there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, overload

from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value

from accounts.models import User
from tickets.models import Ticket
from tickets.visibility import TicketQuerySet

# Where counting stops: beyond, the number tells nobody anything, and finding it would read the tickets of years.
COUNTED = 1000
# What a search finds up to here is read at once and put in order here: asking for its words again costs more.
FEW = 200


class _Key(NamedTuple):
    """A ticket by what orders it."""

    after_first: bool
    at: datetime
    pk: int


class InOrder(Sequence[Ticket]):
    """Tickets in sight of a customer for a Paginator, the latest change first or the next deadline first.

    "Of the organisation or of the reseller" leans on no index that has an order: each is read by its own, and the two
    are merged. `shown`: the tickets in sight with what a line of them needs. `first`: those that stand before all
    others. `searched`: the tickets were narrowed by words. At most `COUNTED` are shown.
    """

    def __init__(
        self,
        tickets: TicketQuerySet,
        user: User,
        *,
        shown: TicketQuerySet | None = None,
        by_deadline: bool = False,
        first: Q | None = None,
        searched: bool = False,
    ) -> None:
        self._tickets, self._shown = tickets, tickets if shown is None else shown
        self._user, self._searched = user, searched
        self._field = "due_at" if by_deadline else "updated_at"
        self._order = ("due_at", "id") if by_deadline else ("-updated_at", "-id")
        self._first = first

    @property
    def is_more(self) -> bool:
        """Whether there are more than are shown."""
        return self._counted > COUNTED

    def __len__(self) -> int:
        return min(self._counted, COUNTED)

    @overload
    def __getitem__(self, rows: int) -> Ticket: ...
    @overload
    def __getitem__(self, rows: slice) -> list[Ticket]: ...
    def __getitem__(self, rows: int | slice) -> Ticket | list[Ticket]:
        """One ticket, or those of a slice with an end, neither below zero."""
        if isinstance(rows, int):
            return self[rows : rows + 1][0]
        keys = self._keys(rows) if rows.stop else []
        found = self._shown.in_bulk(keys)
        return [found[key] for key in keys if key in found]

    @cached_property
    def _counted(self) -> int:
        """How many there are; one more than `COUNTED` stands for all that are beyond."""
        if self._few is not None:
            return len(self._few)
        # The index of the words holds whose tickets they are.
        parts = [self._tickets] if self._searched else self._parts
        keys = [part.values("pk") for part in parts]
        return int(_together(keys, COUNTED + 1)[: COUNTED + 1].count())

    def _keys(self, rows: slice) -> list[int]:
        """The keys of those tickets, in their order: one query, whatever the page."""
        if self._few is not None:
            return [key.pk for key in self._few[rows]]
        parts = [self._ordering(part) for part in self._parts]
        merged = _together(parts, rows.stop, *self._order)
        return [
            key for _after, _at, key in merged.order_by("after", *self._order)[rows.start or 0 : rows.stop]
        ]

    @cached_property
    def _few(self) -> list[_Key] | None:
        """All that a search found, in order; None when that is much, or nothing was searched."""
        if not self._searched:
            return None
        keys = self._read(self._tickets.order_by()[: FEW + 1])
        return self._sorted(keys) if len(keys) <= FEW else None

    @cached_property
    def _parts(self) -> list[TicketQuerySet]:
        """The tickets in parts that each have an index: those that stand first, one's own, those that one resold."""
        others = self._tickets if self._first is None else self._tickets.exclude(self._first)
        parts = [] if self._first is None else [self._tickets.filter(self._first)]
        parts.append(others.filter(organisation=self._user.organisation_id))
        if self._user.is_reseller:
            resold = others.filter(reseller=self._user.organisation_id)
            parts.append(resold.filter(~Q(organisation=F("reseller")) | Q(organisation=None)))
        return parts

    def _read(self, tickets: TicketQuerySet) -> list[_Key]:
        return [_Key(*row) for row in self._ordering(tickets)]

    def _ordering(self, tickets: TicketQuerySet) -> Any:
        """The same tickets by what orders them alone."""
        plain = tickets.select_related(None).prefetch_related(None)
        after = Value(True) if self._first is None else ExpressionWrapper(~self._first, BooleanField())
        return plain.annotate(after=after).values_list("after", self._field, "id")

    def _sorted(self, keys: Iterable[_Key]) -> list[_Key]:
        latest_first = self._field == "updated_at"
        ordered = sorted(keys, key=lambda key: key[1:], reverse=latest_first)
        return sorted(ordered, key=lambda key: key.after_first)


def _together(parts: list[Any], limit: int, *order: str) -> Any:
    """At least the first `limit` rows in `order` of all parts, which have none in common; each read by its index."""
    if len(parts) == 1:
        return parts[0].order_by(*order)
    first, *others = (part.order_by(*order)[:limit] for part in parts)
    return first.union(*others, all=True)

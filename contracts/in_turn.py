"""Two lists read one after the other, each in the order of its own index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar, overload

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class InTurn(Sequence[Row]):
    """The rows of `first`, then those of `then`, for a Paginator: one order over both could lean on no index."""

    def __init__(self, first: QuerySet[Row], then: QuerySet[Row]) -> None:
        self.first = first
        self.then = then

    @cached_property
    def _before(self) -> int:
        return self.first.count()

    def __len__(self) -> int:
        return self._before + self.then.count()

    @overload
    def __getitem__(self, rows: int) -> Row: ...
    @overload
    def __getitem__(self, rows: slice) -> list[Row]: ...
    def __getitem__(self, rows: int | slice) -> Row | list[Row]:
        """One row, or those of a slice with two ends, neither below zero."""
        if isinstance(rows, int):
            return self.first[rows] if rows < self._before else self.then[rows - self._before]
        found = list(self.first[rows.start : rows.stop]) if rows.start < self._before else []
        if rows.stop > self._before:
            found += self.then[max(0, rows.start - self._before) : rows.stop - self._before]
        return found

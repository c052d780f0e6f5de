"""A page of a list that has an order of its own: its cursor is the place of a row, by every column of the order.

api.listing goes by the first column, and counts among the rows that share it; the first column of the queue has four
values for all its rows (tickets/queue_order.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.signing import b64_decode, b64_encode
from django.db.models import DateTimeField, Field, Model, Q, QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from api.listing import PAGE_SIZE, InvalidCursor

Row = TypeVar("Row", bound=Model)

_NONE = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, and the addresses of those beside it."""

    rows: Sequence[Row]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of an order. Where it is null stands last, going up, as PostgreSQL has it."""

    field: Field[Any, Any]
    descending: bool

    @property
    def name(self) -> str:
        return self.field.name

    def is_at(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def is_after(self, value: Any, *, backwards: bool) -> Q:
        falls = self.descending is not backwards
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if falls else _NONE
        beyond = Q(**{f"{self.name}__lt" if falls else f"{self.name}__gt": value})
        return beyond | Q(**{f"{self.name}__isnull": True}) if self.field.null and not falls else beyond

    def read(self, said: Any) -> Any:
        """A value as a cursor holds it; ValueError for anything else."""
        if said is None and self.field.null:
            return None
        if isinstance(self.field, DateTimeField):
            at = datetime.fromisoformat(said if isinstance(said, str) else "")
            if at.tzinfo is None:
                raise ValueError(said)
            return at
        if type(said) is not int:
            raise ValueError(said)
        return said


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page begins: beyond a row, onwards or backwards."""

    values: Sequence[Any]
    backwards: bool


def page(request: Request, rows: QuerySet[Row], asked: dict[str, Any]) -> Page[Row]:
    """The page of `rows`, in their order, that `asked` (an api.listing.PageQuery, read) names: one query.

    The order names columns of the rows alone, dates or whole numbers, and ends with a unique one. Raises InvalidCursor.
    """
    columns, limit = _columns(rows), asked.get("limit", PAGE_SIZE)
    place = _read(asked["cursor"], columns) if "cursor" in asked else None
    backwards = place is not None and place.backwards
    wanted = rows.reverse() if backwards else rows
    found = list((wanted if place is None else wanted.filter(_beyond(columns, place)))[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()

    def beside(row: Row, *, back: bool) -> str:
        cursor = _said(columns, row, backwards=back)
        return replace_query_param(request.build_absolute_uri(), "cursor", cursor)

    return Page(
        found,
        next=beside(found[-1], back=False) if found and (more or backwards) else None,
        previous=beside(found[0], back=True) if found and (more if backwards else place) else None,
    )


def _columns(rows: QuerySet[Any]) -> list[_Column]:
    """The columns that `rows` are ordered by."""
    order: Sequence[Any] = rows.query.order_by  # names, or the order by one that says where null stands
    field: Callable[[str], Any] = rows.model._meta.get_field
    return [
        _Column(field(each.lstrip("-")), each.startswith("-"))
        if isinstance(each, str)
        else _Column(field(each.expression.name), each.descending)
        for each in order
    ]


def _beyond(columns: Sequence[_Column], place: _Place) -> Q:
    """What stands after a place: further by the first column, or as far by it and further by the next..."""
    found, same = _NONE, Q()
    for column, value in zip(columns, place.values, strict=True):
        found |= same & column.is_after(value, backwards=place.backwards)
        same &= column.is_at(value)
    first = columns[0]
    if first.field.null:
        return found
    # Said once more by itself, so that the index of the order is entered here and not read from its beginning.
    falls = first.descending is not place.backwards
    return found & Q(**{f"{first.name}__lte" if falls else f"{first.name}__gte": place.values[0]})


def _said(columns: Sequence[_Column], row: Model, *, backwards: bool) -> str:
    values = [getattr(row, column.name) for column in columns]
    said = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return b64_encode(json.dumps([backwards, *said]).encode()).decode()


def _read(cursor: str, columns: Sequence[_Column]) -> _Place:
    try:
        backwards, *values = json.loads(b64_decode(cursor.encode()))
        read = [column.read(value) for column, value in zip(columns, values, strict=True)]
    except (ValueError, TypeError, RecursionError) as error:  # not one that this list gave
        raise InvalidCursor from error
    return _Place(read, backwards is True)

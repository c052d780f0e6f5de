"""Closures and openings as rows of the form that edits a calendar, each with what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sla import occasion_rows
from sla.calendars import CalendarDefinition
from sla.errors import InvalidCalendarError
from sla.explain import refusal
from sla.hours_in_words import window_typed
from sla.occasion_rows import Row, day_typed
from sla.windows import Occasion
from tickets.drafting.reading import without_nul
from tickets.drafting.request_form import TOO_LONG

# As many rows of each kind as one form takes; Django takes a thousand fields in all.
MOST_ROWS = 100
_PARTS = ("label", "first", "last", "hours")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of the form, what is wrong with it, and in which of its fields."""

    row: Row
    error: str = ""
    fault: str = ""


@dataclass
class OccasionRows:
    """The rows of one kind, "closure" or "opening", in the order typed; `occasions` is what the good ones stand for."""

    prefix: str
    rows: list[TypedRow] = field(default_factory=list)
    occasions: tuple[Occasion, ...] = ()
    spare: int = 1

    @property
    def with_room(self) -> list[TypedRow]:
        """The rows, and empty ones to type into."""
        return [*self.rows, *[TypedRow(Row())] * self.spare]

    @property
    def is_valid(self) -> bool:
        return not any(typed.error for typed in self.rows)

    @classmethod
    def of(cls, prefix: str, occasions: Iterable[Occasion]) -> OccasionRows:
        """The rows that stand for occasions."""
        found = tuple(occasions)
        return cls(prefix, [TypedRow(row) for row in occasion_rows.rows(found)], found)

    @classmethod
    def read(cls, prefix: str, data: QueryDict) -> OccasionRows:
        """The rows typed; empty ones are left out."""
        columns = [data.getlist(f"{prefix}-{part}") for part in _PARTS]
        length = max(map(len, columns))
        padded = [[*map(without_nul, column), *[""] * (length - len(column))] for column in columns]
        sent = list(map(Row, *padded))
        rows: list[TypedRow] = []
        occasions: list[Occasion] = []
        for row in filter(None, sent):
            typed, found = _read(prefix, row)
            if len(rows) == MOST_ROWS:
                typed = TypedRow(
                    row, str(_("Cent lignes au plus\u00a0: retirez celles qui sont passées.")), "label"
                )
            rows.append(typed)
            occasions += found
        return cls(prefix, rows, tuple(occasions), max(1, len(sent) - len(rows)))

    def unchecked(self) -> OccasionRows:
        """The same rows with nothing said of what is wrong."""
        return replace(self, rows=[TypedRow(typed.row) for typed in self.rows])


def rows_read(data: QueryDict) -> tuple[OccasionRows, OccasionRows]:
    """The closures and the openings typed."""
    return OccasionRows.read("closure", data), OccasionRows.read("opening", data)


def without_row(data: QueryDict, prefix: str, place: int) -> QueryDict:
    """The same fields without one row, counted from 0 as the form shows them."""
    left = data.copy()
    for part in _PARTS:
        column = left.getlist(f"{prefix}-{part}")
        left.setlist(f"{prefix}-{part}", column[:place] + column[place + 1 :])
    return left


def _read(prefix: str, row: Row) -> tuple[TypedRow, tuple[Occasion, ...]]:
    for part in _PARTS:
        if (length := len(getattr(row, part))) > _LONGEST:
            return TypedRow(row, TOO_LONG % {"show_value": length, "limit_value": _LONGEST}, part), ()
    try:
        found = occasion_rows.occasions(row)
    except InvalidCalendarError as error:
        return TypedRow(row, refusal(error), _fault(row)), ()
    try:
        CalendarDefinition(openings=found if prefix == "opening" else ())
    except InvalidCalendarError as error:  # it has no hours
        return TypedRow(row, refusal(error), "hours"), ()
    return TypedRow(row), found


def _fault(row: Row) -> str:
    """The field at fault in a row that was refused: the first that cannot be read, else the second of its two days."""
    label = row.label.strip()
    if not label:
        return "label"
    readings: tuple[tuple[str, Callable[[str, str], object], str], ...] = (
        ("hours", window_typed, row.hours),
        ("first", day_typed, row.first),
    )
    for name, read, text in readings:
        try:
            read(text, label)
        except InvalidCalendarError:
            return name
    return "last"

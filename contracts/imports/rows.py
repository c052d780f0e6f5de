"""One line of the file as values: what it says of one serial under one contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.imports import cells
from contracts.imports.cells import Withdrawn
from contracts.imports.columns import REQUIRED, RESELLER, Column, Layout
from contracts.imports.findings import Findings, Wrong

# A cell of more is the trace of a quotation mark that nobody closed, or no cell of a list at all.
LONGEST_CELL = 1000

_READERS: dict[Column, Callable[[str], Any]] = {
    Column.NUMBER: cells.name(40),
    Column.LEVEL: cells.words(60),
    Column.RESELLER: cells.words(200),
    Column.RESELLER_CODE: cells.name(40),
    Column.END_CUSTOMER: cells.words(200),
    Column.END_CUSTOMER_CODE: cells.name(40),
    Column.STARTS_ON: cells.day,
    Column.ENDS_ON: cells.day,
    Column.SALES_CONTACT: cells.words(254),
    Column.SERIAL: cells.serial,
    Column.VENDOR: cells.words(100),
    Column.PRODUCT: cells.words(120),
    Column.VERSION: cells.words(40),
    Column.SITE: cells.words(120),
    Column.WITHDRAWN: cells.withdrawal,
    Column.IN_CATALOGUE: cells.yes_or_no,
    Column.OLDEST_VERSION: cells.words(40),
    Column.END_OF_SUPPORT: cells.day,
}


@dataclass(slots=True)
class Row:
    """A line of the file, counted as a spreadsheet does; its other fields are named after the columns.

    A field is None where the cell is empty or refused.
    """

    line: int
    number: str | None = None
    level: str | None = None
    reseller: str | None = None
    reseller_code: str | None = None
    end_customer: str | None = None
    end_customer_code: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sales_contact: str | None = None
    serial: str | None = None
    vendor: str | None = None
    product: str | None = None
    version: str | None = None
    site: str | None = None
    withdrawn: Withdrawn | None = None
    in_catalogue: bool | None = None
    oldest_version: str | None = None
    end_of_support: date | None = None


class RowReader:
    """Makes rows of lines whose columns stand as `layout` says; what is wrong with their cells goes to `findings`.

    A cell that reads as one above it is read once: a file repeats its contracts, days and products on every line.
    """

    def __init__(self, layout: Layout, findings: Findings) -> None:
        self._layout = layout
        self._findings = findings
        self._columns: list[tuple[Column, int, Callable[[str], Any], dict[str, Any]]] = [
            (column, place, _READERS[column], {}) for column, place in layout.places.items()
        ]

    def read(self, line: int, texts: Sequence[str]) -> Row | None:
        """The row, or None when all its cells are empty."""
        if not any(texts) or not any(cells.tidy(each) for each in texts):
            return None
        row = Row(line)
        if len(texts) > self._layout.width and any(cells.tidy(each) for each in texts[self._layout.width :]):
            self._refuse(row, None, texts[self._layout.width], Wrong("too_many_cells"))
        for column, place, reader, known in self._columns:
            raw = texts[place] if place < len(texts) else ""
            if not raw:
                continue
            if raw not in known:
                known[raw] = _value(raw, reader)
            value = known[raw]
            if isinstance(value, Wrong):
                self._refuse(row, column, raw, value)
            else:
                setattr(row, column, value)
        self._require(row, texts)
        return row

    def _require(self, row: Row, texts: Sequence[str]) -> None:
        """Refuse each required cell that is empty, and ends before starts."""
        for column in REQUIRED:
            if getattr(row, column) is None and self._is_empty(texts, column):
                self._refuse(row, column, "", Wrong("empty"))
        if all(self._is_empty(texts, column) for column in RESELLER):
            named = next(column for column in RESELLER if column in self._layout.places)
            self._refuse(row, named, "", Wrong("empty"))
        if row.starts_on is not None and row.ends_on is not None and row.ends_on < row.starts_on:
            self._refuse(
                row,
                Column.ENDS_ON,
                f"{row.ends_on:%d/%m/%Y}",
                Wrong("ends_before_it_starts", start=f"{row.starts_on:%d/%m/%Y}"),
            )

    def _is_empty(self, texts: Sequence[str], column: Column) -> bool:
        place = self._layout.places.get(column, len(texts))
        return place >= len(texts) or not cells.tidy(texts[place])

    def _refuse(self, row: Row, column: Column | None, value: str, wrong: Wrong) -> None:
        self._findings.refuse(row.line, column, " ".join(value.split()), wrong)


def _value(raw: str, reader: Callable[[str], Any]) -> Any:
    """What the cell says, None when it is empty, or what is wrong with it."""
    if len(raw) > LONGEST_CELL:
        return Wrong("endless_cell", longest=LONGEST_CELL)
    cell = cells.tidy(raw)
    try:
        return reader(cell) if cell else None
    except Wrong as wrong:
        return wrong

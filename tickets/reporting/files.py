"""A table of figures as a file for spreadsheets: CSV, or a workbook whose numbers are numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from contracts import spreadsheets
from tickets.reporting.periods import Period
from tickets.reporting.tables import Cell, Share, Table

# What a workbook takes for the name of a sheet, in signs.
_SHEET_NAME = 31


def csv_file(table: Table, period: Period) -> StreamingHttpResponse:
    """The table as CSV, its words in the language of who asks."""
    return spreadsheets.csv_answer(_rows(table), _name(table, period))


def xlsx_file(table: Table, period: Period) -> FileResponse:
    """The table as a workbook; shares are fractions shown as percents."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.key[:_SHEET_NAME])
    sheet.append([spreadsheets.words(name) for name in table.head])
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    return spreadsheets.workbook_answer(book, _name(table, period))


def _rows(table: Table) -> Iterator[list[str]]:
    yield list(table.head)
    for row in table.rows:
        yield [str(cell) for cell in row]


def _cell(sheet: Any, cell: Cell) -> object:
    if isinstance(cell, Share):
        drawn = WriteOnlyCell(sheet, value=cell.fraction)
        drawn.number_format = "0.0%"
        return drawn
    return cell if isinstance(cell, int) else spreadsheets.words(cell)


def _name(table: Table, period: Period) -> str:
    return f"{table.key}-{period.first:%Y-%m-%d}-{period.last:%Y-%m-%d}"

"""A table of figures as a file for spreadsheets: CSV, or a workbook whose numbers are numbers."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from contracts import csv_cells
from tickets.reporting.periods import Period
from tickets.reporting.tables import Cell, Share, Table

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a workbook takes for the name of a sheet, in signs.
_SHEET_NAME = 31


def csv_file(table: Table, period: Period) -> StreamingHttpResponse:
    """The table as CSV, its words in the language of who asks."""
    response = StreamingHttpResponse(csv_cells.lines(_rows(table)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(table, period)}.csv"'
    return response


def xlsx_file(table: Table, period: Period) -> FileResponse:
    """The table as a workbook; shares are fractions shown as percents."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.key[:_SHEET_NAME])
    sheet.append([csv_cells.inert(name) for name in table.head])
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  # the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_name(table, period)}.xlsx", content_type=_XLSX)


def _rows(table: Table) -> Iterator[list[str]]:
    yield list(table.head)
    for row in table.rows:
        yield [str(cell) for cell in row]


def _cell(sheet: Any, cell: Cell) -> object:
    if isinstance(cell, Share):
        drawn = WriteOnlyCell(sheet, value=cell.fraction)
        drawn.number_format = "0.0%"
        return drawn
    return cell if isinstance(cell, int) else csv_cells.inert(printable(cell))


def printable(text: str) -> str:
    """`text` without the signs that XML knows not."""
    return "".join(sign for sign in text if (sign >= " " or sign in "\t\n\r") and sign not in "\ufffe\uffff")


def _name(table: Table, period: Period) -> str:
    return f"{table.key}-{period.first:%Y-%m-%d}-{period.last:%Y-%m-%d}"

"""Files for spreadsheets as answers: CSV, or a workbook; no cell of either is ever computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook

from contracts import csv_cells

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_answer(rows: Iterable[Sequence[str]], name: str) -> StreamingHttpResponse:
    """`name`.csv, its rows made as they are sent, in the language that is active now."""
    response = StreamingHttpResponse(csv_cells.lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def workbook_answer(book: Workbook, name: str) -> FileResponse:
    """`name`.xlsx, by way of a file of its own: a workbook of 50,000 rows is never whole in memory."""
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  # the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX)


def words(text: str) -> str:
    """`text` as a workbook's cell: without the signs that XML knows not, and never a formula."""
    known = "".join(sign for sign in text if (sign >= " " or sign in "\t\n\r") and sign not in "\ufffe\uffff")
    return csv_cells.inert(known)

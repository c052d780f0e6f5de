"""An Excel workbook: the first sheet with headers, its cells as text.

Values only: what a formula last gave. A formula that gave nothing stays a formula, and its cell is refused.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.utils.exceptions import InvalidFileException

from contracts.imports.findings import Unreadable
from contracts.imports.tables import (
    HEAD,
    MOST_COLUMNS,
    MOST_LINES,
    Head,
    Line,
    Table,
    bounded,
    head_of,
    no_headers,
)

# What the archive may hold unpacked: a sheet of 200,000 lines is well below it.
MOST_UNPACKED = 400 * 1024 * 1024
# Above this a spreadsheet keeps a number as a quantity, its last digits lost.
_LOST_DIGITS = 10**15
_FORMULA = b"<f"
# What openpyxl raises on a workbook that is none, according to where it breaks.
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    TokenizerError,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    SyntaxError,
    OSError,
    EOFError,
    RuntimeError,
)


class _Sheet(NamedTuple):
    """A sheet of openpyxl, and how many lines it claims to have: good enough to tell progress by, and no more."""

    cells: Any
    claimed: int


def read(content: bytes) -> Table:
    """The table of a workbook; `Unreadable` when it is none, is too large unpacked, or has no headers."""
    with _broken_is_unreadable():
        has_formulas = _look_into(content)
        sheets = _sheets(content)
        first: Sequence[Line] = ()
        for place, sheet in enumerate(sheets):
            start = list(islice(_lines(sheet.cells), HEAD))
            head = head_of(start)
            if head is not None:
                formulas = _sheets(content, formulas=True)[place] if has_formulas else None
                return _table(sheet, head, formulas)
            first = first or start
    raise no_headers(first)


def _table(sheet: _Sheet, head: Head, formulas: _Sheet | None) -> Table:
    width = head.layout.width
    lines = (
        _lines(sheet.cells, width) if formulas is None else _with_formulas(sheet.cells, formulas.cells, width)
    )
    return Table(
        header_line=head.line,
        layout=head.layout,
        lines=bounded(_guarded(lines), head.line),
        expected=max(0, min(sheet.claimed, MOST_LINES) - head.line),
        read_as=("xlsx", str(sheet.cells.title)),
    )


def _look_into(content: bytes) -> bool:
    """Whether a sheet has formulas; `Unreadable` for an archive that unpacks to too much."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise Unreadable("too_large_unpacked")
        return any(_holds_formula(archive, member) for member in members if "worksheets/" in member.filename)


def _holds_formula(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    before = b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(1 << 20):
            if _FORMULA in before + chunk:
                return True
            before = chunk[-1:]
    return False


def _sheets(content: bytes, *, formulas: bool = False) -> list[_Sheet]:
    """The sheets of cells, read as one asks for their lines."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=not formulas, keep_links=False)
    sheets = []
    for cells in book.worksheets:
        sheets.append(_Sheet(cells, cells.max_row or 0))
        cells.reset_dimensions()
    return sheets


def _lines(sheet: Any, width: int | None = None) -> Iterator[Line]:
    for number, values in enumerate(_values(sheet, width), start=1):
        yield number, [_text(value) for value in values[:MOST_COLUMNS]]


def _values(sheet: Any, width: int | None) -> Iterator[tuple[Any, ...]]:
    """One line more than a file may have, so that it is noticed."""
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(
        max_row=MOST_LINES + HEAD + 1, max_col=width, values_only=True
    )
    return rows


def _with_formulas(sheet: Any, formulas: Any, width: int) -> Iterator[Line]:
    """The lines with, where a formula has no value, the formula."""
    pairs = zip(_values(sheet, width), _values(formulas, width), strict=False)
    for number, (values, written) in enumerate(pairs, start=1):
        yield (
            number,
            [
                _text(value if value is not None else formula)
                for value, formula in zip(values, written, strict=False)
            ],
        )


def _text(value: Any) -> str:
    """A cell as text; days in ISO 8601, numbers without a needless ".0", those that lost digits as Excel shows them."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "oui" if value else "non"
        case int() | float() if abs(value) >= _LOST_DIGITS:
            return f"{value:.5E}"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    # An array formula carries its text.
    return str(getattr(value, "text", value))


def _guarded(lines: Iterator[Line]) -> Iterator[Line]:
    with _broken_is_unreadable():
        yield from lines


@contextmanager
def _broken_is_unreadable() -> Iterator[None]:
    """A workbook that breaks where openpyxl reads is unreadable, whatever it breaks with."""
    try:
        yield
    except Unreadable:
        raise
    except _BROKEN as error:
        raise Unreadable("workbook_unreadable") from error

"""Workbooks: days, numbers and formulas as text cells, and archives that are none."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from contracts.imports import xlsx_reading
from contracts.imports.findings import Unreadable
from contracts.imports.xlsx_reading import read
from tests.contracts.imports.files import row, saved, table, xlsx_of

HEADERS = table(row())[0]


def first_cell(value: Any) -> str:
    content = xlsx_of([HEADERS, [value, *["x"] * (len(HEADERS) - 1)]])
    return next(line[0] for _number, line in read(content).lines)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("EX-1", "EX-1"),
        (None, ""),
        (date(2026, 10, 13), "2026-10-13"),
        (datetime(2026, 10, 13, 11, 7), "2026-10-13"),  # noqa: DTZ001
        (45678, "45678"),
        (45678.0, "45678"),
        (7.4, "7.4"),
        (123456789012345, "123456789012345"),
        (1234567890123456789, "1.23457E+18"),
        (True, "oui"),
        ("#N/A", "#N/A"),
        ("=A1&A2", "=A1&A2"),
    ],
)
def test_a_cell_as_text(value: Any, text: str) -> None:
    assert first_cell(value) == text


def test_the_value_that_a_formula_had_last_is_what_counts() -> None:
    content = xlsx_of([HEADERS, ["=1+1", *["x"] * (len(HEADERS) - 1)]])
    content = rewritten(content, b"<v></v>", b"<v>2</v>", b"<v />", b"<v>2</v>", b"<v/>", b"<v>2</v>")

    assert next(line[0] for _number, line in read(content).lines) == "2"


def test_the_first_sheet_with_headers_is_read() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Lisez-moi"])
    sheet = book.create_sheet("Contrats")
    for line in table(row()):
        sheet.append(line)

    found = read(saved(book))

    assert found.read_as == ("xlsx", "Contrats")


def test_lines_are_numbered_as_on_the_sheet() -> None:
    content = xlsx_of([["Contrats"], [], *table(row(), row())])

    assert [number for number, _line in read(content).lines] == [4, 5]


def test_a_size_that_the_sheet_claims_wrongly_is_not_believed() -> None:
    content = rewritten(xlsx_of(table(row())), b'<dimension ref="A1:I2"', b'<dimension ref="A1"')

    assert [list(line) for _number, line in read(content).lines] == table(row())[1:]


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_reading, "MOST_UNPACKED", 1000)

    with pytest.raises(Unreadable, match="too_large_unpacked"):
        read(xlsx_of(table(row())))


def test_a_workbook_without_headers_is_told_what_stands_there_instead() -> None:
    with pytest.raises(Unreadable, match="no_headers") as refused:
        read(xlsx_of([["nom", "ville"], ["Jean", "Lille"]]))

    assert refused.value.facts["found"] == "nom | ville"


@pytest.mark.parametrize("keep", [4, 200, 2000])
def test_a_workbook_that_was_cut_off_is_unreadable(keep: int) -> None:
    with pytest.raises(Unreadable, match="workbook_unreadable"):
        read(xlsx_of(table(row()))[:keep])


@pytest.mark.parametrize(
    ("there", "instead"),
    [(b"</row>", b"</raw>"), (b'r="A2"', b'r="2A"'), (b'r="A2"', b'r="A2" s="x"'), (b'r="2"', b'r="deux"')],
)
def test_a_sheet_that_breaks_off_is_unreadable(there: bytes, instead: bytes) -> None:
    content = rewritten(xlsx_of(table(row())), there, instead)

    with pytest.raises(Unreadable, match="workbook_unreadable"):
        list(read(content).lines)


def rewritten(content: bytes, *replaced: bytes) -> bytes:
    """The workbook with, in its sheets, each first text replaced by the second after it."""
    after = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(after, "w") as archive:
        for member in before.namelist():
            part = before.read(member)
            if "worksheets/" in member:
                for there, instead in zip(replaced[::2], replaced[1::2], strict=True):
                    part = part.replace(there, instead)
            archive.writestr(member, part)
    return after.getvalue()

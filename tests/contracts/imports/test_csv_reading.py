"""The dialects of CSV: whoever exports the file need not think of them."""

from __future__ import annotations

import pytest

from contracts.imports.csv_reading import read
from contracts.imports.findings import Unreadable
from contracts.imports.tables import Table
from tests.contracts.imports.files import csv_of, row, table

LINES = table(row(Site="Île-d’Aix; baie 2, gauche"))


def cells(found: Table) -> list[list[str]]:
    return [list(line) for _number, line in found.lines if any(line)]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_dialect_is_found_out_from_the_file(separator: str, encoding: str) -> None:
    found = read(csv_of(LINES, separator, encoding))

    assert not found.layout.missing
    assert cells(found) == LINES[1:]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(ending: str) -> None:
    content = csv_of(LINES).decode().replace("\r\n", ending).encode()

    assert cells(read(content)) == LINES[1:]


def test_lines_are_numbered_as_a_spreadsheet_does() -> None:
    two = [*LINES, LINES[1]]
    two[1] = [*LINES[1][:-1], "Lille\nbaie 2"]
    content = csv_of([["Contrats au 13/10/2026"], [], *two])

    numbers = [number for number, line in read(content).lines if any(line)]

    assert numbers == [4, 5]


def test_titles_above_the_headers_are_passed_over() -> None:
    found = read(csv_of([["Liste des contrats"], ["Exporté le", "13/10/2026"], *LINES]))

    assert found.header_line == 3
    assert cells(found) == LINES[1:]


def test_the_hint_that_excel_leaves_for_itself_is_passed_over() -> None:
    found = read(b"sep=;\r\n" + csv_of(LINES))

    assert cells(found) == LINES[1:]


def test_a_quotation_left_open_is_told_where_it_opens() -> None:
    content = csv_of(table(row(), row())).replace(b"FG100F", b'"FG100F', 1)

    with pytest.raises(Unreadable) as refused:
        cells(read(content))

    assert (refused.value.code, refused.value.line) == ("quotation_left_open", 2)


def test_a_quotation_mark_inside_a_cell_is_a_sign_like_another() -> None:
    content = csv_of(LINES).replace("Île".encode(), 'Rack 19" Île'.encode())

    assert len(cells(read(content))) == 1


def test_a_file_without_headers_is_told_what_stands_there_instead() -> None:
    with pytest.raises(Unreadable) as refused:
        read(b"nom;ville\nJean;Lille\n")

    assert refused.value.code == "no_headers"
    assert "nom" in str(refused.value.facts["found"])


def test_a_file_of_too_many_lines_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.imports.tables.MOST_LINES", 2)

    with pytest.raises(Unreadable) as refused:
        cells(read(csv_of([*LINES, *[LINES[1]] * 2])))

    assert (refused.value.code, refused.value.line) == ("too_many_lines", 4)

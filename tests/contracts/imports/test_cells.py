"""What one cell says: the habits that are read without asking, and what is refused rather than guessed."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.imports import cells
from contracts.imports.cells import Withdrawn
from contracts.imports.findings import Wrong


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Réseau\u00a0\u202fPlus\t", "Réseau Plus"),
        ("Lille\nbaie 2", "Lille baie 2"),
        ("\ufeffEX-1\u200b", "EX-1"),
        ("'007", "007"),
        ('="00123"', "00123"),
        ("'=1+1", "=1+1"),
        ("\u00a0", ""),
    ],
)
def test_the_text_of_a_cell(cell: str, text: str) -> None:
    assert cells.tidy(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        "31/12/2026", "31-12-2026", "31.12.2026", "31 12 2026", "2026-12-31", "2026/12/31", "20261231",
        "31/12/2026 00:00:00", "31/12/2026 0:00", "2026-12-31T00:00:00", "46387", "46387,5", "46387.0",
    ],
)  # fmt: skip
def test_a_day_in_the_ways_that_files_write_it(cell: str) -> None:
    assert cells.day(cell) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31/12/26", "date_of_two_digits"),
        ("01.02.03", "date_of_two_digits"),
        ("12/31/2026", "date_unreadable"),
        ("31/02/2026", "date_unreadable"),
        ("hier", "date_unreadable"),
        ("décembre 2026", "date_unreadable"),
        ("31/12/9999", "date_out_of_range"),
        ("01/01/0202", "date_out_of_range"),
        ("12345", "date_out_of_range"),
        ("99999", "date_out_of_range"),
        ("#N/A", "spreadsheet_error"),
        ("########", "spreadsheet_error"),
        ("=AUJOURDHUI()", "formula_without_value"),
        ("٣١/١٢/٢٠٢٦", "date_unreadable"),
    ],
)
def test_what_is_no_day_or_has_several_readings(cell: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        cells.day(cell)

    assert wrong.value.code == code


@pytest.mark.parametrize(
    ("cell", "serial"),
    [("fg100f-prem-0001", "FG100F-PREM-0001"), ("FG 100 F", "FG100F"), ("00123", "00123"), ("1E10", "1E10")],
)
def test_a_serial_as_it_is_stored(cell: str, serial: str) -> None:
    assert cells.serial(cell) == serial


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.23E+15", "destroyed_by_spreadsheet"),
        ("1,23457E+18", "destroyed_by_spreadsheet"),
        ("FG100é", "serial_impossible"),
        ("FG;100", "serial_impossible"),
        ("#REF!", "spreadsheet_error"),
        ("#VALEUR!", "spreadsheet_error"),
        ("X" * 61, "too_long"),
    ],
)
def test_what_is_no_serial(cell: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        cells.serial(cell)

    assert wrong.value.code == code


@pytest.mark.parametrize("sign", ["\x07", "\ufffd", "\ue000"])
def test_a_sign_that_no_text_has_is_refused(sign: str) -> None:
    with pytest.raises(Wrong, match="unreadable_sign"):
        cells.text(f"R{sign}seau", 200)


@pytest.mark.parametrize("cell", ["oui", "OUI", "Yes", "vrai", "1", "x"])
def test_yes(cell: str) -> None:
    assert cells.yes_or_no(cell)


@pytest.mark.parametrize("cell", ["non", "N", "false", "0"])
def test_no(cell: str) -> None:
    assert not cells.yes_or_no(cell)


@pytest.mark.parametrize(
    ("cell", "withdrawn"),
    [("oui", Withdrawn(None)), ("non", None), ("31/12/2026", Withdrawn(date(2026, 12, 31)))],
)
def test_a_withdrawal_is_a_day_or_a_yes(cell: str, withdrawn: Withdrawn | None) -> None:
    assert cells.withdrawal(cell) == withdrawn

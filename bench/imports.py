"""Fifty thousand lines of contracts from the ERP, checked and applied, beside merely reading the same file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from time import perf_counter

from openpyxl import Workbook, load_workbook

from bench.database import throwaway
from bench.targets import Target, report
from bench.timing import machine

LINES, A_CONTRACT, RESELLERS = 50_000, 10, 400
TODAY = date(2026, 10, 13)
MOST_SECONDS = 20.0
# A check does what reading cannot do without: it may take so many times as long, of a CSV and of a workbook.
MOST_TIMES_CSV, MOST_TIMES_XLSX = 15.0, 2.5
HEADERS = (
    "Contrat", "Niveau", "Revendeur", "Code revendeur", "Client final", "Début", "Fin", "Commercial",
    "Numéro de série", "Constructeur", "Produit", "Version installée", "Site",
)  # fmt: skip


def run() -> bool:
    """Print the figures; whether the targets are met."""
    with throwaway():
        return _measure()


def _measure() -> bool:
    from contracts.imports import apply, check

    as_csv, as_xlsx = _csv(), _xlsx()
    print(f"\n{LINES:,} lines of contracts, all new ({machine()})\n")
    reading = _seconds("reading the CSV and no more", partial(_read_csv, as_csv))
    reading_book = _seconds("reading the workbook and no more", partial(_read_xlsx, as_xlsx))
    checking = _seconds("checking the CSV", partial(check, as_csv, "bench.csv", today=TODAY), reading)
    applying = _seconds("applying it", partial(apply, as_csv, "bench.csv", today=TODAY, by=None), reading)
    again = _seconds("applying it again", partial(apply, as_csv, "bench.csv", today=TODAY, by=None), reading)
    checking_book = _seconds(
        "checking the workbook", partial(check, as_xlsx, "bench.xlsx", today=TODAY), reading_book
    )
    print()
    return report(
        [
            Target(f"checked and applied in under {MOST_SECONDS:.0f} s", checking + applying < MOST_SECONDS),
            Target("the second time quicker than the first", again < applying),
            Target(
                f"the CSV checked in {MOST_TIMES_CSV:.0f} times its reading",
                checking < MOST_TIMES_CSV * reading,
            ),
            Target(
                f"the workbook checked in {MOST_TIMES_XLSX} times its reading",
                checking_book < MOST_TIMES_XLSX * reading_book,
            ),
        ]
    )


def _seconds(what: str, call: Callable[[], object], beside: float | None = None) -> float:
    """How long one call takes, printed, with how often it holds the reading `beside` it."""
    before = perf_counter()
    call()
    taken = perf_counter() - before
    times = f"{taken / beside:>10.1f} times the reading" if beside is not None else ""
    print(f"  {what:<34}{taken:>10.2f} s{times}")
    return taken


def _lines() -> Iterator[tuple[str, ...]]:
    yield HEADERS
    for number in range(LINES):
        contract = number // A_CONTRACT
        reseller = contract % RESELLERS
        yield (
            f"EX-2026-{contract:05d}",
            "Premium" if contract % 3 else "Standard",
            f"Revendeur {reseller:03d}",
            f"R{reseller:05d}",
            f"Client {contract % 3000:04d} du revendeur {reseller:03d}" if contract % 5 else "",
            f"{1 + contract % 28:02d}/01/2026",
            f"{1 + contract % 28:02d}/12/2028",
            "ines.faure@exer.example",
            f"FG100F{number:08d}",
            "Fortinet",
            f"FortiGate {number % 60}0F",
            f"7.4.{number % 9}",
            f"Baie {number % 50}",
        )


def _csv() -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(_lines())
    return text.getvalue().encode("windows-1252")


def _xlsx() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contrats")
    for line in _lines():
        sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _read_csv(content: bytes) -> int:
    return len(list(csv.reader(io.StringIO(content.decode("windows-1252"), newline=""), delimiter=";")))


def _read_xlsx(content: bytes) -> int:
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    return len(list(sheet.iter_rows(values_only=True)))

"""Files of contracts for tests: rows that say what matters to a test, in any dialect, and the demo world exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from contracts.imports import Report, check
from contracts.imports.report import Refusal
from contracts.models import ContractLine
from tests.world import TUESDAY

TODAY = TUESDAY.date()
NUMBER, SERIAL = "EX-2026-9001", "FG100F-ERP-0001"

_ROW = {
    "Contrat": NUMBER,
    "Niveau": "Premium",
    "Revendeur": "Réseau Plus",
    "Client final": "",
    "Début": "01/01/2026",
    "Fin": "31/12/2027",
    "Numéro de série": SERIAL,
    "Constructeur": "Fortinet",
    "Produit": "FortiGate 100F",
}

# What a test calls the columns whose names are no Python ones.
_CALLED = {
    "serie": "Numéro de série",
    "client": "Client final",
    "version": "Version installée",
    "retrait": "Retiré le",
    "code": "Code revendeur",
    "code_client": "Code client final",
    "catalogue": "Au catalogue",
    "ancienne": "Plus ancienne version supportée",
    "fin_de_support": "Fin de support",
}

Row = dict[str, str]


def row(**changes: str) -> Row:
    """A row of the file: `row(Fin="hier")`, `row(serie="X", version="7.4")` for columns whose names have spaces."""
    return _ROW | {_CALLED.get(column, column): value for column, value in changes.items()}


def table(*rows: Row) -> list[list[str]]:
    """The headers of all these rows, then the rows."""
    headers = list(dict.fromkeys(header for each in rows or [row()] for header in each))
    return [headers, *([each.get(header, "") for header in headers] for each in rows)]


def csv_of(lines: Sequence[Sequence[str]], separator: str = ";", encoding: str = "utf-8") -> bytes:
    """The lines as a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(lines)
    return text.getvalue().encode(encoding)


def xlsx_of(lines: Sequence[Sequence[Any]]) -> bytes:
    """The lines as the only sheet of a workbook, each cell of its Python type."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def file_of(*rows: Row) -> bytes:
    """The rows, or one, as a French spreadsheet saves them."""
    return csv_of(table(*(rows or [row()])), encoding="utf-8-sig")


def checked(*rows: Row, **how: Any) -> Report:
    """The report on these rows, checked on `TODAY`."""
    return check(file_of(*rows), "contrats.csv", today=TODAY, **how)


def codes(report: Report) -> list[tuple[int, str, str]]:
    """Line, column and code of each refusal."""
    return [(refusal.line, refusal.column, refusal.code) for refusal in report.refusals]


def refusal(report: Report) -> Refusal:
    """The only one."""
    (found,) = report.refusals
    return found


def warned(report: Report) -> list[str]:
    """The code of each warning."""
    return [warning.code for warning in report.warnings]


def effects(report: Report, subject: str) -> dict[str, int]:
    """How many of this kind were created, changed, ended or stay, those that are none left out."""
    return {effect: count for effect, count in report.counts[subject].items() if count}


def _french(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day is not None else ""


def demo(day: Callable[[date | None], Any] = _french) -> list[list[Any]]:
    """The contracts of the database as the ERP would list them, days written by `day`."""
    lines = ContractLine.objects.select_related(
        "contract__level", "contract__reseller", "contract__end_customer", "device__product__vendor"
    ).order_by("contract__number", "device__serial")
    headers = [*_ROW, "Version installée", "Site", "Retiré le", "Au catalogue"]
    headers += ["Plus ancienne version supportée", "Fin de support"]
    return [headers, *(_exported(line, day) for line in lines)]


def demo_but(serial: str, header: str, value: str) -> bytes:
    """The same as a CSV file, but for one cell."""
    lines = demo()
    line = next(line for line in lines if serial in line)
    line[lines[0].index(header)] = value
    return csv_of(lines)


def _exported(line: ContractLine, day: Callable[[date | None], Any]) -> list[Any]:
    contract, device, product = line.contract, line.device, line.device.product
    return [
        contract.number,
        contract.level.name,
        contract.reseller.name,
        contract.end_customer.name if contract.end_customer else "",
        day(contract.starts_on),
        day(contract.ends_on),
        device.serial,
        product.vendor.name,
        product.name,
        device.installed_version,
        device.site,
        day(line.withdrawn_on),
        "oui" if product.in_catalogue else "non",
        product.oldest_supported_version,
        day(product.end_of_support),
    ]

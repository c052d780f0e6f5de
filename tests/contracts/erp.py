"""Files as the ERP makes them, from lines that say only what matters to a test."""

from __future__ import annotations

import csv
import io

from contracts.erp import erp_files, erp_work
from contracts.models import ErpFile
from tests.world import TUESDAY, World

_LINE = {
    "Contrat": "EX-2026-9001",
    "Niveau": "Premium",
    "Revendeur": "Réseau Plus",
    "Client final": "",
    "Début": "01/01/2026",
    "Fin": "31/12/2027",
    "Commercial": "",
    "Numéro de série": "FG100F-ERP-0001",
    "Constructeur": "Fortinet",
    "Produit": "FortiGate 100F",
}


def line(**changes: str) -> dict[str, str]:
    """A line of the file: `line(Fin="hier")`, and `line(serie="X")` for the column whose name has spaces."""
    serial = changes.pop("serie", _LINE["Numéro de série"])
    return {**_LINE, "Numéro de série": serial, **changes}


def csv_file(*lines: dict[str, str]) -> bytes:
    """The lines as a French spreadsheet saves them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _LINE, delimiter=";")
    writer.writeheader()
    writer.writerows(lines or [line()])
    return text.getvalue().encode("utf-8-sig")


def broken(lines: int = 2) -> bytes:
    """A file of so many lines, each with a date that is none."""
    return csv_file(*(line(Fin="hier", serie=f"FG-{number}") for number in range(lines)))


def received(world: World, content: bytes | None = None, name: str = "contrats.csv") -> ErpFile:
    """A file that Inès sent by the page, not checked yet."""
    content = csv_file() if content is None else content
    return erp_files.receive(content, name, source=ErpFile.Source.PAGE, by=world.ines, at=TUESDAY)[0]


def checked(world: World, content: bytes | None = None, name: str = "contrats.csv") -> ErpFile:
    """The same after its check."""
    return worked(received(world, content, name))


def applied(world: World, content: bytes | None = None) -> ErpFile:
    """The same after Inès had it applied."""
    return worked(erp_files.apply(checked(world, content), by=world.ines))


def worked(file: ErpFile) -> ErpFile:
    """The file after a worker did what there was to do."""
    erp_work.work_due(lambda: TUESDAY)
    return ErpFile.objects.get(pk=file.pk)

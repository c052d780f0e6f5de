"""Checking a file of contracts: what applying it would do. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contracts.imports import differences, known, parties, reading
from contracts.imports.findings import Findings, Unreadable
from contracts.imports.line_days import LineDays
from contracts.imports.plan import Plan
from contracts.imports.report import SHOWN, Report
from contracts.imports.rows import RowReader
from contracts.imports.said import Said
from contracts.imports.tables import Table

Progress = Callable[[int, int], None]

PROGRESS_EVERY = 500


@dataclass(frozen=True, slots=True)
class How:
    """On which day in Paris a file is read, and how much it may do."""

    today: date
    complete: bool
    allow_mass_withdrawal: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file says, and what there is to write; the plan counts only when the report is clean."""

    report: Report
    plan: Plan


def check(
    content: bytes,
    name: str,
    *,
    today: date,
    progress: Progress | None = None,
    complete: bool = False,
    allow_mass_withdrawal: bool = False,
) -> Report:
    """What applying this file on `today`, a day in Paris, would do; nothing is written, and no content raises.

    `progress` is called now and then with (lines done, lines in all), the latter a guess at first. `complete`: the
    file is the whole state, so what it leaves out is withdrawn; more than a fifth of all lines is refused without
    `allow_mass_withdrawal`.
    """
    return examine(content, name, How(today, complete, allow_mass_withdrawal), progress or _silence).report


def examine(content: bytes, name: str, how: How, progress: Progress) -> Examined:
    """Read the file, compare it with the database, and plan what is to be written; every refusal is found."""
    findings, plan = Findings(), Plan()
    lines = 0
    read_as: tuple[str, ...] = ()
    try:
        table = reading.read(content)
        read_as = table.read_as
        said = _said(table, findings)
        lines = _read(table, said, findings, progress)
        if not lines:
            raise Unreadable("no_lines", table.header_line)
        _compare(said, plan, findings, how)
    except Unreadable as wrong:
        findings.refuse(wrong.line, None, "", wrong)
    return Examined(_report(name, how, lines, read_as, findings, plan), plan)


def _said(table: Table, findings: Findings) -> Said:
    """Where the rows go, once the headers are told apart."""
    layout = table.layout
    findings.headers = layout.headers
    for header in layout.unknown:
        findings.warn(table.header_line, None, header, "column_unknown", column=header)
    for header in layout.twice:
        findings.warn(table.header_line, None, header, "column_twice", column=header)
    return Said(known.people(), parties.load(), findings, layout.places)


def _read(table: Table, said: Said, findings: Findings, progress: Progress) -> int:
    """Read all lines; how many were not blank. A file that breaks off keeps what was found until there."""
    reader = RowReader(table.layout, findings)
    count = 0
    progress(0, table.expected)
    try:
        for line, cells in table.lines:
            row = reader.read(line, cells)
            if row is None:
                continue
            said.add(row)
            count += 1
            if count % PROGRESS_EVERY == 0:
                progress(count, max(count, table.expected))
    except Unreadable as wrong:
        findings.refuse(wrong.line, None, "", wrong)
        count += 1
    progress(count, count)
    return count


def _compare(said: Said, plan: Plan, findings: Findings, how: How) -> None:
    catalogue = known.products()
    by_key = {product.pk: product for alike in catalogue.values() for product in alike}
    known_devices = known.devices(said.devices)
    known_contracts = known.contracts(said.contracts)
    differences.compare_parties(said.parties, plan, findings)
    differences.compare_products(said.products.values(), catalogue, plan, findings)
    differences.compare_devices(said.devices.values(), known_devices, by_key, plan, findings)
    becomes = differences.compare_contracts(said, known_contracts, plan, findings)
    lines = known.lines(
        [contract.pk for contract in known_contracts.values()],
        [device.pk for device in known_devices.values()],
        how.today if how.complete else None,
    )
    LineDays(said, becomes, said.parties, plan, findings, how.today).compare(
        lines,
        complete=how.complete,
        running=known.running_lines(how.today) if how.complete else 0,
        allowed=how.allow_mass_withdrawal,
    )


def _report(
    name: str, how: How, lines: int, read_as: tuple[str, ...], findings: Findings, plan: Plan
) -> Report:
    return Report(
        name=name,
        today=how.today,
        complete=how.complete,
        lines=lines,
        read_as=read_as,
        counts=plan.counts,
        refused=findings.refused.total(),
        refusals=findings.refusals,
        warned=findings.warned.total(),
        warnings=findings.warnings,
        changed=len(plan.changes),
        changes=tuple(plan.changes[:SHOWN]),
    )


def _silence(done: int, total: int) -> None:
    """Whoever asks for no progress gets none."""

"""`manage.py import_contracts`: what a file of the ERP would do to the contracts, or, with --apply, doing it."""

from __future__ import annotations

import json
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.erp import erp_at_once
from contracts.imports import ImportRefused, Report, check
from contracts.imports.sentences import summary
from contracts.models import ErpFile
from sla.wording import PARIS


class Command(BaseCommand):
    help = (
        "Check a file of contracts and say what applying it would do; with --apply, do it, whole or not at all. "
        "Ends with 1 when a line is refused, with 2 for a wrong call."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        # A wrong call is told in one line; --help still lists the options.
        parser.usage = SUPPRESS
        parser.add_argument("file", metavar="FILE", help="a CSV or XLSX file, or - for the standard input")
        parser.add_argument("--apply", action="store_true", help="apply it; without, nothing is written")
        parser.add_argument(
            "--complete", action="store_true", help="the file is the whole state: what it leaves out ends"
        )
        parser.add_argument(
            "--allow-mass-withdrawal",
            action="store_true",
            help="with --complete, even when more than a fifth of all lines end by it",
        )
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["allow_mass_withdrawal"] and not options["complete"]:
            raise CommandError(
                "--allow-mass-withdrawal: only a file that is --complete withdraws so much.", returncode=2
            )
        name, content = _read(options["file"])
        report = self._work(name, content, options)
        if options["json"]:
            self.stdout.write(json.dumps(_json(report), ensure_ascii=False))
        else:
            for line in _lines(report, applied=options["apply"]):
                self.stdout.write(line)
        if not report.is_clean:
            sys.exit(1)

    def _work(self, name: str, content: bytes, options: dict[str, Any]) -> Report:
        how: dict[str, Any] = {
            "progress": self._progress(),
            "complete": options["complete"],
            "allow_mass_withdrawal": options["allow_mass_withdrawal"],
        }
        if not options["apply"]:
            return check(content, name, today=timezone.now().astimezone(PARIS).date(), **how)
        try:
            return erp_at_once.apply(
                content, name, source=ErpFile.Source.COMMAND, by=None, clock=timezone.now, **how
            )
        except ImportRefused as refused:
            return refused.report

    def _progress(self) -> Callable[[int, int], None] | None:
        """How far it is, on one line of a terminal; nothing where nobody looks."""
        if not sys.stderr.isatty():
            return None

        def tell(done: int, total: int) -> None:
            self.stderr.write(f"\r{done} / {total}", ending="\n" if done >= total else "")

        return tell


def _read(path: str) -> tuple[str, bytes]:
    if path == "-":
        return "-", sys.stdin.buffer.read()
    try:
        name = Path(path).name.encode(errors="replace").decode()
        return name, Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CommandError(f"{path}: {reason}", returncode=2) from error


def _json(report: Report) -> dict[str, Any]:
    """The documented object: the report as it is stored, with its sentences."""
    return report.to_json() | {
        "clean": report.is_clean,
        "refusals": [{**asdict(each), "reason": each.reason} for each in report.refusals],
        "warnings": [{**asdict(each), "text": each.text} for each in report.warnings],
    }


def _lines(report: Report, *, applied: bool) -> Iterator[str]:
    """The report for a person: what is refused or else what happens, then what is to be known."""
    for refusal in report.refusals:
        yield _located(refusal.line, refusal.column, refusal.value, refusal.reason)
    if report.refused > len(report.refusals):
        yield _("… et %d autres de même nature.") % (report.refused - len(report.refusals))
    for warning in report.warnings:
        yield _located(warning.line, "", "", warning.text)
    for change in report.changes if report.is_clean else ():
        before, after = change.before or "-", change.after or "-"
        yield f"{change.what}, {change.field}\u00a0: {before} → {after}"
    yield from summary(report.counts, report.refused, report.lines, applied=applied)


def _located(line: int, column: str, value: str, said: str) -> str:
    where = [_("Ligne %d") % line] if line else []
    where += [column] if column else []
    where += [_("«\u00a0%s\u00a0»") % value] if value else []
    return f"{', '.join(where)}\u00a0: {said}" if where else said

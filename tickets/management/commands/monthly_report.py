"""`manage.py monthly_report`: the month of a reseller as a PDF or as JSON; stable output (docs/rules/figures.md)."""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.text import slugify

from accounts.models import Organisation
from tickets.models import Ticket
from tickets.reporting import monthly, monthly_pdf


class Command(BaseCommand):
    help = (
        "Write the month of a reseller as a PDF, in the language that most of its managers chose, and say where it is; "
        "or its figures as one JSON object. The same figures make the same bytes."
    )

    # It serves no page: a fault in the routes must not keep an operator from an answer.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        # A wrong call is told in one line; --help still lists the options.
        parser.usage = SUPPRESS
        parser.add_argument(
            "--reseller", required=True, metavar="NAME", help="its name, or its code in the ERP"
        )
        parser.add_argument("--month", required=True, metavar="YYYY-MM", help="2026-10")
        parser.add_argument("--out", metavar="FILE", help="where to write (- for standard output)")
        parser.add_argument("--language", choices=("fr", "en"), help="instead of the reseller's own")
        parser.add_argument("--json", action="store_true", help="the figures instead of the PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        reseller = _reseller(str(options["reseller"]))
        try:
            month = monthly.month_typed(str(options["month"]))
        except ValueError:
            raise CommandError(f"{options['month']}: a month is written 2026-10.", returncode=2) from None
        found = monthly.of(reseller, month, Ticket.objects.all(), timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(found.to_json(), ensure_ascii=False))
            return
        with translation.override(options["language"] or monthly.language_of(reseller)):
            made = monthly_pdf.render(found)
        self._write(options["out"] or f"rapport-{slugify(reseller.name)}-{month:%Y-%m}.pdf", made)

    def _write(self, place: str, made: bytes) -> None:
        if place == "-":
            self.stdout._out.buffer.write(made)  # type: ignore[attr-defined]  # bytes, past the text of the wrapper
            return
        try:
            Path(place).write_bytes(made)
        except OSError as refused:
            raise CommandError(f"{place}: {refused.strerror}", returncode=2) from refused
        self.stdout.write(place)


def _reseller(named: str) -> Organisation:
    resellers = Organisation.objects.filter(kind=Organisation.Kind.RESELLER)
    found = (
        resellers.filter(name__iexact=named).first()
        or resellers.filter(erp_code=named).exclude(erp_code="").first()
    )
    if found is None:
        raise CommandError(f"{named}: no reseller of that name.", returncode=2)
    return found

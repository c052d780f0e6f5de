"""`manage.py coverage_rules`: writes the generated part of docs/rules/coverage.md, or checks that it is up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contracts import decision_tables

PAGE = Path("docs", "rules", "coverage.md")


class Command(BaseCommand):
    help = "Write the tables of docs/rules/coverage.md from the decision itself."

    # It reads code and writes a file.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with 1 when the page differs"
        )
        parser.add_argument(
            "--page", type=Path, default=settings.BASE_DIR / PAGE, help=f"another file than {PAGE}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["page"]
        page = path.read_text(encoding="utf-8")
        try:
            wanted = decision_tables.replaced(page)
        except ValueError as error:
            raise CommandError(f"{path.name}: {error}.") from error
        if page == wanted:
            return
        if options["check"]:
            raise CommandError(
                f"{path.name} is not what contracts/decision.py and contracts/sentences.py say: "
                "run manage.py coverage_rules."
            )
        path.write_text(wanted, encoding="utf-8")

"""Applying a file of contracts: whole, in one transaction, or not at all."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from contracts.imports.checking import Progress, check
from contracts.imports.report import Report


class ImportRefused(Exception):
    """Nothing was applied; `report` says what is wrong, line by line."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.name}: {report.refused} refused")
        self.report = report


def apply(
    content: bytes,
    name: str,
    *,
    today: date,
    by: User | None,
    progress: Progress | None = None,
    complete: bool = False,
    allow_mass_withdrawal: bool = False,
) -> Report:
    """Check the file again and do all that it says, in one transaction; `ImportRefused` when anything is refused.

    The second time the same file changes nothing and writes nothing. Two files wait for one another. `by` is who
    decided, None for the nightly file; the other arguments are those of `check`.
    """
    report = check(
        content,
        name,
        today=today,
        progress=progress,
        complete=complete,
        allow_mass_withdrawal=allow_mass_withdrawal,
    )
    if not report.is_clean:
        raise ImportRefused(report)
    return report

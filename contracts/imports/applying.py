"""Applying a file of contracts: whole, in one transaction, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from contracts.imports import writing
from contracts.imports.checking import How, Progress, examine
from contracts.imports.report import Report

log = logging.getLogger(__name__)

# While a file is applied somebody may make an organisation or a device of it, or state a version: it is read again, so
# often at most.
ATTEMPTS = 3
# The key of the lock that applications wait for one another on: "ERP" in ASCII.
_LOCK = 0x455250
# Not the devices: whoever states a version locks the row first and writes it then, and the two would block each other.
_WRITTEN = "contracts_contract, contracts_contractline, contracts_product"


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
    condition: Callable[[], None] | None = None,
) -> Report:
    """Check the file again and do all that it says, in one transaction; `ImportRefused` when anything is refused.

    The second time the same file changes nothing and writes nothing. Two files wait for one another. `by` is who
    decided, None for the nightly file; `condition` is called once nobody else can write, and what it raises passes,
    with nothing applied; the other arguments are those of `check`.
    """
    how = How(today, complete, allow_mass_withdrawal)
    for _attempt in range(ATTEMPTS - 1):
        try:
            return _apply(content, name, how, by, progress, condition)
        except (IntegrityError, writing.Moved) as error:
            log.info("The database changed while %s was applied, it is read again: %r", name, error)
    return _apply(content, name, how, by, progress, condition)


@transaction.atomic
def _apply(
    content: bytes,
    name: str,
    how: How,
    by: User | None,
    progress: Progress | None,
    condition: Callable[[], None] | None,
) -> Report:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # What is read now is what is written over: whoever else writes to these tables waits, readers do not.
        cursor.execute(f"LOCK TABLE {_WRITTEN} IN SHARE ROW EXCLUSIVE MODE")
    if condition is not None:
        condition()
    steps = _Steps(progress)
    examined = examine(content, name, how, steps.read)
    if not examined.report.is_clean:
        raise ImportRefused(examined.report)
    writing.write(examined.plan, steps.written)
    log.info("Contracts of %s applied by %s: %s", name, by or "nobody", examined.report.counts)
    return examined.report


class _Steps:
    """Reading is the first half of the work, writing the other."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._lines = len(writing.STEPS)
        self._done = 0

    def read(self, done: int, total: int) -> None:
        """So many lines of so many are read."""
        self._lines = total
        if self._progress is not None:
            self._progress(done, 2 * total)

    def written(self) -> None:
        """One step of the writing more is done."""
        self._done += 1
        if self._progress is not None:
            written = self._lines * self._done // len(writing.STEPS)
            self._progress(self._lines + written, 2 * self._lines)

"""What a worker does with a file of the ERP: check it, apply it, say what came out.

While it works it holds the lock of the row. So PostgreSQL itself knows whether a file is being worked at: when its
worker dies the row is free at once, its state still says what was to be done, and the next sweep does it. Applying and
the state that says so are one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from contracts import imports
from contracts.erp import erp_faults, erp_files, erp_mails, erp_progress
from contracts.erp.erp_faults import Fault
from contracts.erp.erp_files import Source, Status
from contracts.models import ErpFile
from sla.wording import PARIS

log = logging.getLogger(__name__)

# A file that ends its worker, or fails in a way nobody foresaw, is tried so often and then refused.
ATTEMPTS = 3
_COUNTED_SECONDS = 24 * 3600
# In `ErpFile.report`, beside what the application counted: what the check had, when it was something else.
CHECKED = "counts_checked"


def work_due(clock: Callable[[], datetime]) -> int:
    """Work at the files that wait, the first received first; return how many steps were made.

    Safe to run twice at once: each step takes a file that nobody holds. `clock` gives now, aware.
    """
    steps = 0
    while (file_id := _next()) is not None:
        steps += _step(file_id, clock)
    return steps


@transaction.atomic
def _next() -> UUID | None:
    """The next file that nobody works at; one that waited is being checked from here on, for all to see."""
    rows = ErpFile.objects.filter(status__in=erp_files.AT_WORK).defer("content", "report")
    row = rows.order_by("received_at", "id").select_for_update(skip_locked=True).first()
    if row is None:
        return None
    if row.status == Status.WAITING:
        row.status = Status.CHECKING
        row.save(update_fields=["status"])
    return row.pk


@transaction.atomic
def _step(file_id: UUID, clock: Callable[[], datetime]) -> bool:
    """Check or apply one file; whether there was something to do: another worker may have been faster."""
    rows = ErpFile.objects.filter(pk=file_id, status__in=[Status.CHECKING, Status.APPLYING])
    file = rows.select_for_update(skip_locked=True).first()
    if file is None:
        return False
    erp_progress.forget(file.pk)
    if _attempts(file) > ATTEMPTS:
        _refuse(file, erp_faults.report(Fault.GIVEN_UP), clock())
    elif file.status == Status.CHECKING:
        _check(file, clock)
    else:
        _apply(file, clock)
    erp_progress.forget(file.pk)
    return True


def _check(file: ErpFile, clock: Callable[[], datetime]) -> None:
    report = imports.check(bytes(file.content), file.name, **_how(file, clock()))
    if not report.is_clean:
        _refuse(file, report.to_json(), clock())
        return
    # By night nobody is there to press the button.
    file.status = Status.APPLYING if file.source == Source.FOLDER else Status.CHECKED
    file.report = report.to_json()
    file.save(update_fields=["status", "report"])


def _apply(file: ErpFile, clock: Callable[[], datetime]) -> None:
    """Apply the file; what stands in the database by now decides, not what stood there when it was checked."""
    try:
        report = imports.apply(bytes(file.content), file.name, by=file.decided_by, **_how(file, clock()))
    except imports.ImportRefused as refused:
        _refuse(file, refused.report.to_json(), clock())
        return
    file.status, file.ended_at = Status.APPLIED, clock()
    file.report = {**report.to_json(), **_since_check(file.report, report.to_json())}
    file.save(update_fields=["status", "report", "ended_at"])


def _refuse(file: ErpFile, report: dict[str, Any], at: datetime) -> None:
    file.status, file.report, file.ended_at = Status.REFUSED, report, at
    file.save(update_fields=["status", "report", "ended_at"])
    if file.source == Source.FOLDER:
        erp_mails.refused(file, at)


def _how(file: ErpFile, at: datetime) -> dict[str, Any]:
    return {
        "today": at.astimezone(PARIS).date(),
        "complete": settings.ERP_COMPLETE and file.source == Source.FOLDER,
        "progress": erp_progress.teller(file.pk),
    }


def _since_check(checked: dict[str, Any] | None, applied: dict[str, Any]) -> dict[str, Any]:
    """What the check had counted, when the database has moved since and applying did something else."""
    if checked is None or checked.get("counts") == applied.get("counts"):
        return {}
    return {CHECKED: checked.get("counts")}


def _attempts(file: ErpFile) -> int:
    """How often this work on the file has been begun, this time included; 1 while the cache is away."""
    key = f"erp-attempts:{file.pk}:{file.status}"
    try:
        cache.add(key, 0, _COUNTED_SECONDS)
        return int(cache.incr(key))
    except redis.RedisError as error:
        log.warning("The attempts on a file of the ERP cannot be counted: %s", error)
        return 1

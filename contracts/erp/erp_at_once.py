"""A file of contracts that is applied at once, by command or by program, and kept beside those of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from contracts import imports
from contracts.erp.erp_files import NAME_LENGTH, Source, Status
from contracts.imports import Report
from contracts.models import ErpFile
from sla.wording import PARIS


@transaction.atomic
def apply(
    content: bytes,
    name: str,
    *,
    source: str,
    by: User | None,
    clock: Callable[[], datetime],
    **how: Any,
) -> Report:
    """Apply the file and keep it with what it did, in one transaction; `clock` gives now, aware.

    `how` are the other arguments of contracts.imports.apply, which see for what is raised. What a program sends and
    changes nothing is not kept: it may send all it has, each night.
    """
    received_at = clock()
    report = imports.apply(content, name, today=received_at.astimezone(PARIS).date(), by=by, **how)
    if source == Source.API and report.changes_nothing:
        return report
    ErpFile.objects.create(
        name=name[-NAME_LENGTH:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        source=source,
        status=Status.APPLIED,
        report=report.to_json(),
        received_by=by,
        received_at=received_at,
        decided_by=by,
        ended_at=clock(),
    )
    return report

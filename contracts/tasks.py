"""Periodic work on contracts: each task takes no argument and may run twice without harm."""

from __future__ import annotations

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from contracts.ending import notices
from contracts.erp import erp_folder, erp_work


@shared_task
def tell_ending_contracts() -> int:
    """Tell of the contracts that end soon, once the centre has opened; return how many."""
    now = timezone.now()
    return notices.tell(now) if notices.is_time(now) else 0


@shared_task
def pick_up_erp_files() -> int:
    """Take what the ERP left in `ERP_FOLDER`, put aside what has ended; return how many files were taken."""
    return erp_folder.look(Path(settings.ERP_FOLDER), timezone.now()) if settings.ERP_FOLDER else 0


@shared_task
def work_erp_files() -> int:
    """Check and apply the files of the ERP that wait, those of a lost worker too; return how many steps were made."""
    return erp_work.work_due(timezone.now)

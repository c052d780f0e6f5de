"""Periodic work on contracts: each task takes no argument and may run twice without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contracts import notices


@shared_task
def tell_ending_contracts() -> int:
    """Tell of the contracts that end soon, once the centre has opened; return how many."""
    now = timezone.now()
    return notices.tell(now) if notices.is_time(now) else 0

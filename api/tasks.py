"""Periodic work of the API."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from api import idempotency


@shared_task
def forget_kept_answers() -> int:
    """Forget the answers that no Idempotency-Key repeats any more; return how many."""
    return idempotency.forget(timezone.now())

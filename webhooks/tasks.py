"""Periodic work on webhooks: each task takes no argument, the rows say what waits."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from webhooks import delivering


@shared_task
def send_waiting() -> int:
    """Deliver what waits; return how many messages arrived."""
    return delivering.send_due(timezone.now())


@shared_task
def forget_old() -> int:
    """Forget what was sent longer ago than the log goes back; return how many messages."""
    return delivering.forget(timezone.now())

"""Periodic work of the API."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from api import idempotency, tokens


@shared_task
def forget_expired_tokens() -> int:
    """Take the tokens that expired long ago off the lists; return how many."""
    return tokens.forget_expired(timezone.now())


@shared_task
def forget_kept_answers() -> int:
    """Forget the answers that no Idempotency-Key repeats any more; return how many."""
    return idempotency.forget(timezone.now())

"""The outbox's task: no argument, the rows say what waits."""

from celery import shared_task
from django.utils import timezone

from outbound_mail import outbox


@shared_task
def send_waiting() -> int:
    """Send what the outbox holds; return how many mails left."""
    return outbox.send_due(timezone.now())

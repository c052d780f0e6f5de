"""The task of incoming mail: no argument, the rows say what waits."""

from celery import shared_task
from django.utils import timezone

from inbound_mail import processing


@shared_task
def process_waiting() -> int:
    """Process what waits, at most one batch; return how many mails were taken."""
    return processing.process_due(timezone.now)

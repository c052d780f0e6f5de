"""The tasks of incoming mail: the rows say what waits."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from inbound_mail import fetching, processing, purging


@shared_task
def fetch_mailboxes() -> int:
    """Store what is new in every mailbox; return how many mails."""
    return fetching.fetch_all(timezone.now)


@shared_task
def fetch_mailbox(mailbox_id: int) -> int:
    """Store what is new in one mailbox, at once because a person asks; return how many mails."""
    return fetching.fetch(mailbox_id, timezone.now, asked=True)


@shared_task
def process_waiting() -> int:
    """Process what waits, at most one batch; return how many mails were taken."""
    return processing.process_due(timezone.now)


@shared_task
def purge_sources() -> int:
    """Erase the mails that brought a backup to tickets closed for `CONFIGURATION_BACKUP_DAYS`; return how many."""
    now = timezone.now()
    kept = timedelta(days=settings.CONFIGURATION_BACKUP_DAYS)
    return purging.purge_sources(closed_before=now - kept, at=now)

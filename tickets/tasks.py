"""Periodic work on tickets: each task takes no argument and may run twice without harm."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from tickets.actions import hearing_vendors, reminding_oneself, timing
from tickets.actions.alerting import alert_due
from tickets.actions.asking_opinions import ask_due
from tickets.actions.purging import purge_backups
from tickets.actions.reminding import remind_due
from tickets.actions.rescheduling import follow_calendars
from tickets.actions.summing_up import sum_up_due
from tickets.files import discard_uploads
from tickets.models import Upload

UPLOAD_LIFETIME = timedelta(days=1)

DEADLINES_PER_RUN = 2000


@shared_task
def alert_on_deadlines() -> int:
    """Warn of the deadlines that come near or were missed (CH-V.2); return how many tickets were looked at."""
    return alert_due(timezone.now())


@shared_task
def remind_customers() -> int:
    """Remind those who are waited for, in working hours; return of how many tickets."""
    return remind_due(timezone.now())


@shared_task
def tell_personal_reminders() -> int:
    """Remind engineers of what they wanted to be reminded of; return how many times."""
    return reminding_oneself.tell_due(timezone.now())


@shared_task
def tell_of_silent_vendors() -> int:
    """Tell of the manufacturers that are silent for too long (CH-V.2); return of how many cases."""
    return hearing_vendors.tell_silent(timezone.now())


@shared_task
def tell_of_forgotten_timers() -> int:
    """Ask those whose clock runs on after the closing; return how many."""
    return timing.tell_forgotten(timezone.now())


@shared_task
def ask_for_opinions() -> int:
    """Ask those whose incident ended for their opinion (CH-V.2); return about how many tickets."""
    return ask_due(timezone.now())


@shared_task
def send_daily_summaries() -> int:
    """Send the daily summaries that are due, at 8h00 where their readers live; return how many."""
    return sum_up_due(timezone.now())


@shared_task
def follow_changed_calendars() -> int:
    """Let deadlines follow the calendars that were changed; return how many did."""
    return follow_calendars(at=timezone.now(), most=DEADLINES_PER_RUN)


@shared_task
def purge_configuration_backups() -> int:
    """Erase the configuration backups of tickets closed for `CONFIGURATION_BACKUP_DAYS`; return how many."""
    now = timezone.now()
    return purge_backups(closed_before=now - timedelta(days=settings.CONFIGURATION_BACKUP_DAYS), at=now)


@shared_task
def forget_uploads() -> int:
    """Delete files whose form never went through; return how many."""
    stale = list(Upload.objects.filter(created_at__lt=timezone.now() - UPLOAD_LIFETIME)[:500])
    discard_uploads(stale)
    return len(stale)

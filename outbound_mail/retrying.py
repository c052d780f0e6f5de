"""What people do about a mail that did not leave: have it tried again."""

from __future__ import annotations

import logging
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from outbound_mail import outbox
from outbound_mail.models import OutgoingMail

log = logging.getLogger(__name__)

# What did not leave; whether its reader may still have it is asked again when it does.
RETRIABLE = {OutgoingMail.Status.FAILED, OutgoingMail.Status.WITHHELD}


@transaction.atomic
def retry(mail: OutgoingMail, *, by: AbstractBaseUser, at: datetime) -> bool:
    """Let the outbox try `mail` again, all its attempts before it; False when it waits or left already. Logged."""
    locked = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if locked.status not in RETRIABLE:
        return False
    locked.status, locked.attempts, locked.next_attempt_at = OutgoingMail.Status.WAITING, 0, at
    locked.returned_at, locked.returned_for_good, locked.returned_why = None, False, ""
    locked.save()
    log.info("User %s had mail %s to %s tried again", by.pk, locked.pk, locked.to)
    transaction.on_commit(outbox.wake_worker)
    return True

"""Who took the source of a mail: it holds the bytes of every file that came with it."""

from __future__ import annotations

import logging
from datetime import datetime

from accounts.models import User
from inbound_mail.models import InboundMail
from tickets.actions.purging import record_opening
from tickets.models import AttachmentCategory

log = logging.getLogger(__name__)


def record_download(mail: InboundMail, *, actor: User, at: datetime) -> None:
    """Log the download; to its ticket, it is the opening of each configuration backup that the mail brought.

    A duplicate brings again what the first delivery brought.
    """
    log.info("User %s downloaded the source of mail %s (SHA-256 %s)", actor.pk, mail.pk, mail.raw_id)
    first = mail.duplicate_of or mail
    if first.message is None:
        return
    for attachment in first.message.attachments.filter(category=AttachmentCategory.CONFIGURATION):
        record_opening(attachment, actor=actor, at=at)

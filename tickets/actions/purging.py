"""Configuration backups hold secrets: they are opened on record, and erased after the end of the ticket."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from tickets.models import Attachment, AttachmentCategory, Event, Status, Ticket

BATCH = 200


def record_opening(attachment: Attachment, *, actor: User, at: datetime) -> None:
    """Write down who opened a configuration backup."""
    Event.objects.create(
        ticket=attachment.message.ticket,
        kind=Event.Kind.ATTACHMENT_OPENED,
        actor=actor,
        at=at,
        data={"name": attachment.name},
    )


def purge_backups(*, closed_before: datetime, at: datetime) -> int:
    """Erase the bytes of the backups of tickets closed before `closed_before`, one batch; the row stays."""
    due = Attachment.objects.filter(
        category=AttachmentCategory.CONFIGURATION,
        purged_at=None,
        message__ticket__status=Status.CLOSED,
        message__ticket__waiting_since__lt=closed_before,
    ).order_by("created_at")[:BATCH]
    return sum(_purge(attachment, at) for attachment in due)


@transaction.atomic
def _purge(attachment: Attachment, at: datetime) -> bool:
    row = Attachment.objects.select_for_update().filter(pk=attachment.pk, purged_at=None).first()
    if row is None:
        return False
    path, storage = str(row.file.name), row.file.storage
    row.file, row.purged_at = "", at
    row.save(update_fields=["file", "purged_at"])
    ticket = Ticket.objects.get(messages=row.message_id)
    Event.objects.create(
        ticket=ticket, kind=Event.Kind.ATTACHMENT_PURGED, actor=None, at=at, data={"name": row.name}
    )
    transaction.on_commit(lambda: storage.delete(path))
    return True

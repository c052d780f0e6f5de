"""The raw bytes of a mail hold the backups that came with it, and are erased when those are: after the ticket's end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from inbound_mail.models import InboundMail, RawMail
from tickets.models import Status

BATCH = 200


def purge_sources(*, closed_before: datetime, at: datetime) -> int:
    """Erase the bytes of mails that brought a configuration backup, once every ticket that they belong to is closed
    since before `closed_before` (aware), one batch; return how many. The row, its digest and its deliveries stay.

    Mails without a ticket, and mails that brought no backup, are kept.
    """
    kept = _needed(closed_before).filter(raw=OuterRef("pk"))
    due = RawMail.objects.filter(~Exists(kept), holds_backup=True, purged_at=None)
    digests = list(due.order_by("sha256").values_list("sha256", flat=True)[:BATCH])
    return sum(_purge(digest, closed_before, at) for digest in digests)


def _needed(closed_before: datetime) -> QuerySet[InboundMail]:
    """Deliveries whose bytes may still serve: without a ticket (one that waits among them), open, or just closed.

    The files of a merged ticket have gone to the one it was merged into: that one's end counts.
    """
    return InboundMail.objects.filter(
        Q(ticket=None)
        | ~Q(ticket__status=Status.CLOSED)
        | Q(ticket__waiting_since__gte=closed_before)
        | (Q(ticket__merged_into__isnull=False) & ~Q(ticket__merged_into__status=Status.CLOSED))
        | Q(ticket__merged_into__waiting_since__gte=closed_before)
    )


@transaction.atomic
def _purge(digest: str, closed_before: datetime, at: datetime) -> bool:
    waiting = RawMail.objects.select_for_update().filter(pk=digest, purged_at=None).defer("sealed")
    # Asked again under the lock, which `intake.receive` takes as well: the same mail may have arrived meanwhile.
    if waiting.first() is None or _needed(closed_before).filter(raw=digest).exists():
        return False
    RawMail.objects.filter(pk=digest).update(sealed=b"", purged_at=at)
    return True

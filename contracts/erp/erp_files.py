"""The files of the ERP as people meet them: received, checked, then applied whole or discarded.

Each verb writes the row and leaves the work to a worker (contracts/erp/erp_work.py): checking and applying take longer
than a page may.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import ErpFile
from outbound_mail.waking import wake

Status = ErpFile.Status
Source = ErpFile.Source
NAME_LENGTH = 200
# A worker has something to do with them.
AT_WORK = (Status.WAITING, Status.CHECKING, Status.APPLYING)
# Nothing more becomes of them.
ENDED = (Status.REFUSED, Status.APPLIED, Status.DISCARDED)


class NotPossible(Exception):
    """The file is not in the state for it, or somebody was faster; the message, for users, says which."""


def receive(content: bytes, name: str, *, source: str, by: User | None, at: datetime) -> tuple[ErpFile, bool]:
    """Keep a file to be checked; the row, and whether it is new: the same bytes give the row that they have.

    Bytes whose file was refused or discarded make a new one: what was wrong may have been mended in the CST.
    """
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        _alone(digest)
        same = ErpFile.objects.filter(sha256=digest).exclude(status__in=[Status.REFUSED, Status.DISCARDED])
        if (known := same.defer("content").first()) is not None:
            return known, False
        return _store(ErpFile(name=name, content=content, sha256=digest, source=source), by, at), True


def receive_delivery(file_id: UUID, content: bytes, name: str, *, at: datetime) -> None:
    """Keep a file that the ERP delivered, under the key that its delivery has: a second time changes nothing."""
    with transaction.atomic():
        _alone(str(file_id))
        if not ErpFile.objects.filter(pk=file_id).exists():
            digest = hashlib.sha256(content).hexdigest()
            row = ErpFile(pk=file_id, name=name, content=content, sha256=digest, source=Source.FOLDER)
            _store(row, None, at)


def check_again(file: ErpFile, *, by: User, at: datetime) -> ErpFile:
    """Check the bytes of a file that has ended once more, as a new file: what became of the old one stands.

    `NotPossible` while the same bytes are on their way already.
    """
    with transaction.atomic():
        _alone(file.sha256)
        ended = ErpFile.objects.get(pk=file.pk)
        if not ended.content:
            raise NotPossible(_("Ce fichier n’a pas pu être lu\u00a0: il n’y a rien à vérifier."))
        if ErpFile.objects.filter(sha256=file.sha256).exclude(status__in=ENDED).exists():
            raise NotPossible(_("Ce fichier est déjà en cours de vérification."))
        again = ErpFile(name=ended.name, content=ended.content, sha256=ended.sha256, source=Source.PAGE)
        return _store(again, by, at)


@transaction.atomic
def apply(file: ErpFile, *, by: User) -> ErpFile:
    """Have a file that was found clean applied; `NotPossible` when it is not one, or not any more."""
    row = _locked(file)
    if row.status != Status.CHECKED:
        raise NotPossible(_no_more(row))
    row.status, row.decided_by = Status.APPLYING, by
    row.save(update_fields=["status", "decided_by"])
    transaction.on_commit(wake_worker)
    return row


@transaction.atomic
def discard(file: ErpFile, *, by: User, at: datetime) -> ErpFile:
    """Give up a file that was found clean: nothing of it is applied; `NotPossible` once it is decided."""
    row = _locked(file)
    if row.status != Status.CHECKED:
        raise NotPossible(_no_more(row))
    row.status, row.decided_by, row.ended_at = Status.DISCARDED, by, at
    row.save(update_fields=["status", "decided_by", "ended_at"])
    return row


def history() -> QuerySet[ErpFile]:
    """All files, the latest first, without their bytes."""
    return ErpFile.objects.defer("content").select_related("received_by", "decided_by")


def wake_worker() -> None:
    """Tell a worker that a file waits; should the broker be away, the sweep of the schedule finds it."""
    from contracts.tasks import work_erp_files

    wake(work_erp_files, "files of the ERP are")


def _store(file: ErpFile, by: User | None, at: datetime) -> ErpFile:
    file.name, file.received_by, file.received_at = file.name[-NAME_LENGTH:], by, at
    file.save(force_insert=True)
    transaction.on_commit(wake_worker)
    return file


def _locked(file: ErpFile) -> ErpFile:
    """The row, locked; `NotPossible` at once, without waiting for the worker that has it."""
    rows = ErpFile.objects.defer("content").select_for_update(skip_locked=True, of=("self",))
    row = rows.filter(pk=file.pk).first()
    if row is None:
        raise NotPossible(_("Ce fichier est en cours de traitement."))
    return row


def _no_more(row: ErpFile) -> str:
    return _("Ce fichier n’attend plus de décision\u00a0: il est %s.") % row.get_status_display()


def _alone(digest: str) -> None:
    """Wait for whoever receives the same bytes at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"erp-file:{digest}"])

"""The folder in which the ERP leaves its file: taken once it has stopped growing, and put aside when its end is known.

A file is taken by being renamed into `working/` under the key of its row. Only one worker can do that, and from there
on the name says which row it is: whoever dies between two steps, the next look goes on. In the end the file stands in
`done/` or `refused/`; nothing is ever deleted, and no link is followed.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from contracts.erp import erp_faults, erp_files, erp_mails
from contracts.erp.erp_faults import Fault
from contracts.models import ErpFile
from sla.wording import PARIS

log = logging.getLogger(__name__)

WORKING, DONE, REFUSED = "working", "done", "refused"
# So long without a change, the file is whole; one dated by a clock of its own, when two looks see the same.
QUIET = timedelta(minutes=2)
_BETWEEN_LOOKS = timedelta(seconds=45)
# Names that programs of transfer use while they write.
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload")
_TAKEN = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(.+)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def look(folder: Path, now: datetime) -> int:
    """Take what is new in `folder`, follow what was taken; return how many files were taken. `now` is aware.

    Raises OSError when the folder itself cannot be read or written.
    """
    for name in (WORKING, DONE, REFUSED):
        (folder / name).mkdir(exist_ok=True)
    taken = sum(_take(path, folder) for path in _settled(folder, now))
    for path in sorted((folder / WORKING).iterdir()):
        if (named := _TAKEN.fullmatch(path.name)) is not None:
            _follow(path, UUID(named[1]), named[2], now)
    return taken


def _settled(folder: Path, now: datetime) -> Iterator[Path]:
    """The entries of `folder` that nobody writes any more, by name; folders stay as they are."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED):
            continue
        try:
            found = path.lstat()
        except FileNotFoundError:  # another worker was faster
            continue
        if not stat.S_ISDIR(found.st_mode) and _is_settled(path, found, now):
            yield path


def _is_settled(path: Path, found: os.stat_result, now: datetime) -> bool:
    if now - datetime.fromtimestamp(found.st_mtime, UTC) >= QUIET:
        return True
    seen = [found.st_ino, found.st_size, found.st_mtime_ns]
    key = f"erp-look:{uuid.uuid5(uuid.NAMESPACE_URL, os.fsencode(path).hex())}"
    try:
        before = cache.get(key)
        if before is not None and before["seen"] == seen:
            return bool(now - before["at"] >= _BETWEEN_LOOKS)
        cache.set(key, {"seen": seen, "at": now}, 3600)
    except redis.RedisError:  # then the file waits until it is old enough
        pass
    return False


def _take(path: Path, folder: Path) -> bool:
    """Put the file under a key of its own into `working/`; False when another worker was faster."""
    try:
        path.rename(folder / WORKING / f"{uuid.uuid4()}-{_plain(path.name)}")
    except FileNotFoundError:
        return False
    return True


def _plain(name: str) -> str:
    """The name as a row and another file can hold it: no control character, at most 150 bytes, its end kept."""
    text = _CONTROL.sub("_", os.fsencode(name).decode("utf-8", "replace"))
    return text.encode()[-150:].decode("utf-8", "ignore")


def _follow(path: Path, file_id: UUID, name: str, now: datetime) -> None:
    """Make the row of a file that was taken; put the file aside when the row has ended."""
    file = ErpFile.objects.filter(pk=file_id).defer("content").first()
    if file is None:
        file = _receive(path, file_id, name, now)
    if file is None or file.status not in erp_files.ENDED:
        return
    aside = DONE if file.status == ErpFile.Status.APPLIED else REFUSED
    received = file.received_at.astimezone(PARIS)
    try:
        path.rename(path.parent.parent / aside / f"{received:%Y-%m-%d-%Hh%M}-{str(file_id)[:8]}-{name}")
    except FileNotFoundError:  # another worker was faster
        pass


def _receive(path: Path, file_id: UUID, name: str, now: datetime) -> ErpFile | None:
    """The row of the file; one that cannot be read as it is, is refused at once. None when it is gone."""
    try:
        content, fault = _read(path)
    except FileNotFoundError:
        return None
    if fault is None:
        erp_files.receive_delivery(file_id, content, name, at=now)
    else:
        _refuse(file_id, name, fault, now)
    return ErpFile.objects.defer("content").get(pk=file_id)


def _read(path: Path) -> tuple[bytes, Fault | None]:
    """The bytes of an ordinary file of the permitted size, or what is wrong with it."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return b"", Fault.NO_FILE
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
            content = opened.read(settings.ERP_FILE_MAX_BYTES + 1)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise
        log.warning("A file of the ERP cannot be read: %s", error)
        return b"", Fault.NO_FILE if error.errno == errno.ELOOP else Fault.UNREADABLE
    fault = erp_faults.size_fault(len(content)) or erp_faults.kind_fault(content)
    return (content, None) if fault is None else (b"", fault)


@transaction.atomic
def _refuse(file_id: UUID, name: str, fault: Fault, at: datetime) -> None:
    """A row that says what was wrong, without bytes; the centre is told once, whoever comes here twice."""
    file, is_new = ErpFile.objects.get_or_create(
        pk=file_id,
        defaults={
            "name": name,
            "sha256": "",
            "content": b"",
            "source": ErpFile.Source.FOLDER,
            "status": ErpFile.Status.REFUSED,
            "report": erp_faults.report(fault),
            "received_at": at,
            "ended_at": at,
        },
    )
    if is_new:
        erp_mails.refused(file, at)

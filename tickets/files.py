"""Files that people send: limits, types, encryption of configuration backups, storage."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sealing import decrypt, encrypt
from tickets import scanning
from tickets.models import Attachment, AttachmentCategory, Message, Upload

# Path and control characters, and what is not seen but turns the rest around (marks of direction, of zero width).
_UNSAFE_NAME = re.compile(
    r"[\x00-\x1f\x7f/\\:*?\"<>|\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
# What a browser may show in place; anything else is downloaded. Never SVG, HTML or XML.
SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp"}


class FileRefused(Exception):
    """A file that cannot be taken; the message, for users, names it and says why."""


class NotScanned(FileRefused):
    """The virus scanner gave no verdict: the same file may be taken a moment later."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it was received."""

    name: str
    content: bytes
    category: str = AttachmentCategory.OTHER
    content_id: str = ""
    inline: bool = False


def megabytes(size: int) -> str:
    """A size in the unit that the limits are said in: 25 Mo, 30,4 Mo."""
    value = round(size / 1024 / 1024, 1)
    return _("%s\u00a0Mo") % formats.number_format(value, decimal_pos=0 if value == int(value) else 1)


def check(files: Sequence[NewFile]) -> None:
    """Raise `FileRefused` when there are too many files, or one is too large or empty."""
    if len(files) > settings.ATTACHMENTS_PER_MESSAGE:
        raise FileRefused(
            _("%(count)d fichiers\u00a0: un message en prend %(limit)d au plus.")
            % {"count": len(files), "limit": settings.ATTACHMENTS_PER_MESSAGE}
        )
    for file in files:
        check_one(file.name, len(file.content))
    total = sum(len(file.content) for file in files)
    if total > settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE:
        raise FileRefused(
            _("Les fichiers pèsent %(size)s ensemble\u00a0: un message en prend %(limit)s au plus.")
            % {
                "size": megabytes(total),
                "limit": megabytes(settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE),
            }
        )


def check_one(name: str, size: int) -> None:
    """Raise `FileRefused` when a file of `size` bytes cannot be taken."""
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise FileRefused(
            _("«\u00a0%(name)s\u00a0» pèse %(size)s\u00a0: la limite est de %(limit)s par fichier.")
            % {
                "name": name,
                "size": megabytes(size),
                "limit": megabytes(settings.ATTACHMENT_MAX_BYTES),
            }
        )
    if size == 0:
        raise FileRefused(_("«\u00a0%(name)s\u00a0» est vide.") % {"name": name})


def check_clean(name: str, content: bytes) -> None:
    """Raise `FileRefused` when the virus scanner finds something, `NotScanned` when it does not answer."""
    try:
        found = scanning.virus(content)
    except scanning.ScannerAway as away:
        raise NotScanned(
            _("«\u00a0%(name)s\u00a0»\u00a0: l’antivirus ne répond pas. Réessayez dans un instant.")
            % {"name": name}
        ) from away
    if found is not None:
        raise FileRefused(
            _("«\u00a0%(name)s\u00a0» contient un virus (%(virus)s)\u00a0: il n’a pas été gardé.")
            % {"name": name, "virus": found}
        )


def safe_name(name: str) -> str:
    """A file name without path or control characters, at most 255 characters, its suffix kept."""
    bare = _UNSAFE_NAME.sub("_", PurePosixPath(name.replace("\\", "/")).name).strip(" .") or "fichier"
    stem, dot, suffix = bare.rpartition(".")
    if len(bare) <= 255:
        return bare
    return f"{stem[: 254 - len(suffix)]}.{suffix}" if dot and len(suffix) < 20 else bare[:255]


def content_type(content: bytes) -> str:
    """The type by content, not by name: what `filetype` knows, else text or bytes."""
    guessed = filetype.guess_mime(content[:8192])
    if guessed:
        return str(guessed)
    try:
        content[:8192].decode("utf-8")
    except UnicodeDecodeError as error:
        # A cut in the middle of the last character is no sign of a binary file.
        if error.start < len(content[:8192]) - 4:
            return "application/octet-stream"
    return "application/octet-stream" if b"\x00" in content[:8192] else "text/plain"


def fill(row: Attachment | Upload, file: NewFile, at: datetime) -> None:
    """Describe the file in its row and store its bytes."""
    row.name = safe_name(file.name)
    row.category = known_category(file.category)
    row.content_type = content_type(file.content)
    row.size = len(file.content)
    row.sha256 = hashlib.sha256(file.content).hexdigest()
    row.created_at = at
    _store(row, file.content)


def known_category(category: str) -> str:
    return category if category in AttachmentCategory.values else AttachmentCategory.OTHER


def _store(row: Attachment | Upload, content: bytes) -> None:
    """Store the bytes of a described file; a configuration backup is encrypted."""
    row.encrypted = row.category == AttachmentCategory.CONFIGURATION
    stored = encrypt(content) if row.encrypted else content
    row.file.save("content", ContentFile(stored), save=False)


def attach(message: Message, files: Sequence[NewFile], at: datetime) -> list[Attachment]:
    """Store `files` on `message`; `FileRefused` when they are over the limits."""
    check(files)
    rows = []
    for file in files:
        row = Attachment(message=message, content_id=file.content_id[:255], inline=file.inline)
        fill(row, file, at)
        rows.append(row)
    return Attachment.objects.bulk_create(rows)


def content(row: Attachment | Upload) -> bytes:
    """The bytes of a stored file, decrypted."""
    with row.file.open("rb") as stored:
        data: bytes = stored.read()
    return decrypt(data) if row.encrypted else data


# --- Files waiting for their form ---------------------------------------------------------------------------


def keep_upload(owner: User, form_key: str, file: NewFile, at: datetime) -> Upload:
    """Keep a file that came with a form that has not gone through yet; `FileRefused` when over the limits."""
    check_one(file.name, len(file.content))
    waiting = Upload.objects.filter(owner=owner, form_key=form_key, is_whole=True).count()
    if waiting >= settings.ATTACHMENTS_PER_MESSAGE:
        raise FileRefused(
            _("Un message prend %(limit)d fichiers au plus.") % {"limit": settings.ATTACHMENTS_PER_MESSAGE}
        )
    row = Upload(owner=owner, form_key=form_key)
    fill(row, file, at)
    row.save()
    return row


def waiting_uploads(owner: User, form_key: str) -> list[Upload]:
    """The files that `owner` sent with this form and that wait for it, whole, oldest first."""
    return list(Upload.objects.filter(owner=owner, form_key=form_key, is_whole=True))


def recategorise(row: Upload, category: str) -> None:
    """Give a waiting file another category; one that becomes a configuration backup is encrypted, and back."""
    category = known_category(category)
    if category == row.category:
        return
    was_encrypted, row.category = row.encrypted, category
    if row.is_whole and was_encrypted != (category == AttachmentCategory.CONFIGURATION):
        bare, former = content(row), str(row.file.name)
        _store(row, bare)
        transaction.on_commit(partial(row.file.storage.delete, former))
    row.save(update_fields=["category", "encrypted", "file"])


def discard_uploads(rows: Sequence[Upload]) -> None:
    """Delete uploads, and their bytes once that is committed: a rollback must find both."""
    for row in rows:
        discard_pieces(row)
        name, storage = str(row.file.name), row.file.storage
        row.delete()
        if name:  # one that is still on its way has none
            transaction.on_commit(partial(storage.delete, name))


def discard_pieces(row: Upload) -> None:
    """Delete what came of a file in pieces, bytes too once that is committed."""
    for piece in row.pieces.all():
        transaction.on_commit(partial(piece.file.storage.delete, str(piece.file.name)))
    row.pieces.all().delete()

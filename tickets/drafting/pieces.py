"""A file on its way in pieces: begun, appended to, whole, given up. What has arrived stays through a lost connection.

The browser says what it has (name, size, instant of last change); the same file begun again goes on where it stopped.
Every piece rests encrypted: that it is a configuration backup may be said while it travels.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts import sealing
from accounts.models import User
from tickets import files
from tickets.drafting.reading import without_nul
from tickets.files import FileRefused, NewFile, NotScanned
from tickets.models import Upload, UploadPiece

# The largest piece, in bytes; it is held in memory.
MAX_PIECE = 1024 * 1024
# The most pieces of one file: each is a row and a file of its own. Whoever sends crumbs sends the file anew.
MAX_PIECES = 500


class WrongPlace(Exception):
    """A piece that does not begin where the file stops; `received` is how many bytes are here."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


@dataclass(frozen=True, slots=True)
class Announced:
    """What the browser says of a file before it sends it; `modified` as it keeps it, only compared."""

    name: str
    size: int
    category: str = ""
    modified: str = ""

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self.name}\0{self.size}\0{self.modified}".encode()).hexdigest()


def begin(owner: User, form_key: str, announced: Announced, at: datetime) -> Upload:
    """The file to append to, with what is already here of it; `FileRefused` when it is over a limit."""
    with transaction.atomic():
        # One beginning of a person at a time, or many at once would each find room.
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        rows = Upload.objects.filter(owner=owner, form_key=form_key)
        known = rows.filter(fingerprint=announced.fingerprint).first()
        if known is not None:
            return known
        _check_room(owner, form_key, announced)
        return Upload.objects.create(
            owner=owner,
            form_key=form_key,
            fingerprint=announced.fingerprint,
            name=files.safe_name(without_nul(announced.name)),
            category=files.known_category(announced.category),
            size=announced.size,
            is_whole=False,
            created_at=at,
        )


def append(owner: User, pk: UUID, start: int, content: bytes) -> Upload:
    """Add `content` to the file that stops at `start`; nothing when it is whole already.

    Raises `Upload.DoesNotExist` for a file that is not the owner's, `WrongPlace` when it stops elsewhere (a piece that
    came twice), `FileRefused` for more bytes than were announced.
    """
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(owner=owner, pk=pk)
        if row.is_whole:
            return row
        if start != row.received:
            raise WrongPlace(row.received)
        if start + len(content) > row.size or row.pieces.count() >= MAX_PIECES:
            raise FileRefused(
                _("«\u00a0%(name)s\u00a0» a changé pendant son envoi\u00a0: joignez-le à nouveau.")
                % {"name": row.name}
            )
        if content:
            piece = UploadPiece(upload=row, start=start, size=len(content))
            piece.file.save("piece", ContentFile(sealing.encrypt(content)), save=False)
            piece.save()
            row.received += len(content)
            row.save(update_fields=["received"])
    return row


def finish(owner: User, pk: UUID) -> Upload:
    """Make a file of its pieces once all are here; `FileRefused` and gone when it holds a virus.

    `NotScanned` leaves everything as it was: asked again, it goes on from there.
    """
    refused: FileRefused | None = None
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(owner=owner, pk=pk)
        if row.is_whole or row.received < row.size:
            return row
        content = b"".join(_bytes_of(piece) for piece in row.pieces.all())
        try:
            files.check_clean(row.name, content)
        except NotScanned:
            raise
        except FileRefused as found:
            refused = found
            files.discard_uploads([row])
        else:
            files.fill(row, NewFile(row.name, content, row.category), row.created_at)
            row.is_whole = True
            row.save()
            files.discard_pieces(row)
    if refused is not None:
        raise refused
    return row


@transaction.atomic
def abandon(owner: User, pk: UUID) -> None:
    """Forget a file and what came of it; nothing when it is gone already."""
    files.discard_uploads(list(Upload.objects.select_for_update().filter(owner=owner, pk=pk)))


@transaction.atomic
def categorise(owner: User, pk: UUID, category: str) -> None:
    """Give a file another category, whole or still on its way; `Upload.DoesNotExist` when it is not the owner's."""
    files.recategorise(Upload.objects.select_for_update().get(owner=owner, pk=pk), category)


def _check_room(owner: User, form_key: str, announced: Announced) -> None:
    files.check_one(announced.name, announced.size)
    rows = Upload.objects.filter(owner=owner)
    of_form = rows.filter(form_key=form_key)
    if of_form.count() >= settings.ATTACHMENTS_PER_MESSAGE:
        raise FileRefused(
            _("Un message prend %(limit)d fichiers au plus.") % {"limit": settings.ATTACHMENTS_PER_MESSAGE}
        )
    if _weight(of_form) + announced.size > settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE:
        raise FileRefused(
            _("Les fichiers d’un message pèsent %(limit)s ensemble au plus.")
            % {"limit": files.megabytes(settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE)}
        )
    too_many = rows.count() >= settings.UPLOADS_PER_PERSON
    if too_many or _weight(rows) + announced.size > settings.UPLOADS_MAX_BYTES_PER_PERSON:
        raise FileRefused(
            _("Trop de fichiers attendent dans vos formulaires ouverts\u00a0: envoyez ceux-ci d’abord.")
        )


def _weight(rows: QuerySet[Upload]) -> int:
    return int(rows.aggregate(total=Sum("size"))["total"] or 0)


def _bytes_of(piece: UploadPiece) -> bytes:
    with piece.file.open("rb") as stored:
        return sealing.decrypt(stored.read())

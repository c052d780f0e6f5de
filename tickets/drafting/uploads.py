"""The files that come with a form: read once, kept when the form does not go through, listed as received already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import files
from tickets.files import FileRefused, NewFile
from tickets.models import AttachmentCategory, Upload


@dataclass(frozen=True, slots=True)
class AttachmentsField:
    """What templates/components/_attachments_field.html shows."""

    kept: Sequence[Upload] = ()
    errors: Sequence[str] = ()
    max_bytes: int = field(default_factory=lambda: settings.ATTACHMENT_MAX_BYTES)
    max_count: int = field(default_factory=lambda: settings.ATTACHMENTS_PER_MESSAGE)

    @property
    def max_text(self) -> str:
        return _("%d\u00a0Mo") % (self.max_bytes // 1024**2)


@dataclass(slots=True)
class Received:
    """The files of one POST. `kept` came with an earlier try, `new` with this one; `errors` name those refused."""

    owner: User
    form_key: str
    kept: list[Upload] = field(default_factory=list)
    new: list[NewFile] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def categories(self) -> set[str]:
        return {row.category for row in self.kept} | {file.category for file in self.new}

    def all(self) -> list[NewFile]:
        """Every file, ready for a verb."""
        return [*(NewFile(row.name, files.content(row), row.category) for row in self.kept), *self.new]

    def keep(self, at: datetime) -> AttachmentsField:
        """The form did not go through: store what was fine, and show it as received already."""
        for file in self.new:
            self.kept.append(files.keep_upload(self.owner, self.form_key, file, at))
        self.new = []
        return AttachmentsField(kept=self.kept, errors=self.errors)

    def forget(self) -> None:
        """The form went through: the waiting copies are not needed any more."""
        files.discard_uploads(self.kept)
        self.kept = []


def receive(request: HttpRequest, owner: User, form_key: str) -> Received:
    """The files that came with `request`; whatever is over a limit becomes a sentence in `errors`.

    An earlier file whose box was unticked is dropped. A file is measured before it is read. Runs inside the
    caller's transaction, which holds the earlier files until the form has gone through or not.
    """
    received = Received(owner, form_key, kept=_still_wanted(request, owner, form_key))
    categories = request.POST.getlist("file_categories")
    for place, file in enumerate(request.FILES.getlist("files")):
        category = categories[place] if place < len(categories) else AttachmentCategory.OTHER
        try:
            received.new.append(_read(file, category, len(received.kept) + len(received.new)))
        except FileRefused as refused:
            received.errors.append(str(refused))
    return received


def waiting(owner: User, form_key: str) -> list[Upload]:
    """The files that an earlier try of this form left here, oldest first."""
    return files.waiting_uploads(owner, form_key)


def _still_wanted(request: HttpRequest, owner: User, form_key: str) -> list[Upload]:
    """Those whose box is still ticked, locked: of two clicks at once, the second waits and finds the ticket."""
    ticked = set(request.POST.getlist("keep_files"))
    rows = list(Upload.objects.select_for_update().filter(owner=owner, form_key=form_key))
    files.discard_uploads([row for row in rows if str(row.pk) not in ticked])
    return [row for row in rows if str(row.pk) in ticked]


def _read(file: UploadedFile[bytes], category: str, already: int) -> NewFile:
    name = file.name or _("fichier")
    if already >= settings.ATTACHMENTS_PER_MESSAGE:
        raise FileRefused(
            _("«\u00a0%(name)s\u00a0» n’a pas été pris\u00a0: un message prend %(limit)d fichiers au plus.")
            % {"name": name, "limit": settings.ATTACHMENTS_PER_MESSAGE}
        )
    files.check_one(name, file.size or 0)
    return NewFile(name, file.read(), category)

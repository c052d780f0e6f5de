"""The files that come with a form: read once, kept when the form does not go through, listed as received already.

With a script they were sent while the form was being filled in (pieces.py), and the form only names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import files
from tickets.drafting import submission
from tickets.drafting.bounded_upload import not_stored
from tickets.drafting.submission import Submission
from tickets.files import FileRefused, NewFile
from tickets.models import AttachmentCategory, Ticket, Upload


@dataclass(frozen=True, slots=True)
class AttachmentsField:
    """What templates/components/_attachments_field.html shows."""

    kept: Sequence[Upload] = ()
    errors: Sequence[str] = ()
    # Begun and interrupted: the same file picked again goes on.
    unfinished: Sequence[Upload] = ()
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
    def weight(self) -> int:
        """What they weigh together, in bytes."""
        return sum(row.size for row in self.kept) + sum(len(file.content) for file in self.new)

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
        unfinished = [row for row in _of_form(self.owner, self.form_key) if not row.is_whole]
        return AttachmentsField(kept=self.kept, errors=self.errors, unfinished=unfinished)

    def forget(self) -> None:
        """The form went through: neither the waiting copies nor what was still on its way are needed any more."""
        files.discard_uploads(list(_of_form(self.owner, self.form_key)))
        self.kept = []


def receive(request: HttpRequest, owner: User, form_key: str) -> Received:
    """The files that came with `request`; whatever cannot be taken becomes a sentence in `errors`.

    An earlier file whose box was unticked is dropped. A file is measured before it is read. Runs inside the
    caller's transaction, which holds the earlier files until the form has gone through or not.
    """
    received = Received(owner, form_key)
    _take_up(received, request.POST)
    categories = request.POST.getlist("file_categories")
    for place, file in enumerate(request.FILES.getlist("files")):
        category = categories[place] if place < len(categories) else AttachmentCategory.OTHER
        try:
            received.new.append(_read(file, category, received))
        except FileRefused as refused:
            received.errors.append(str(refused))
    received.errors += not_stored(request)
    return received


def waiting(owner: User, form_key: str) -> list[Upload]:
    """The files that wait for this form, whole, oldest first."""
    return files.waiting_uploads(owner, form_key)


def field_of(owner: User, form_key: str) -> AttachmentsField:
    """The field of a form that is shown again: what waits for it, and what is still to be sent."""
    rows = list(_of_form(owner, form_key))
    return AttachmentsField(
        kept=[row for row in rows if row.is_whole], unfinished=[row for row in rows if not row.is_whole]
    )


def resumed(user: User, token: str) -> Submission:
    """The submission of a draft's form when its files wait under it and it was not sent; else a fresh one.

    `token` is what the draft keeps of the form it was typed into (`drafts.Saved.token`).
    """
    if not token or not submission.belongs_to(user, token):
        return submission.new(user)
    sub = submission.sent(user, token)
    return (
        sub if _of_form(user, sub.key).exists() and not _went_through(user, sub.key) else submission.new(user)
    )


def _of_form(owner: User, form_key: str) -> QuerySet[Upload]:
    return Upload.objects.filter(owner=owner, form_key=form_key)


def _went_through(owner: User, form_key: str) -> bool:
    """Whether the form was sent: what it made bears its key."""
    return Ticket.objects.visible_to(owner).filter(messages__submission_key=form_key).exists()


def _take_up(received: Received, posted: QueryDict) -> None:
    """The earlier files whose box is still ticked, locked: of two clicks, the second waits and finds the ticket.

    Their category is the one that the form says. A ticked file that is gone is told, unless the form itself took it.
    """
    ticked = set(posted.getlist("keep_files"))
    rows = list(_of_form(received.owner, received.form_key).select_for_update().filter(is_whole=True))
    files.discard_uploads([row for row in rows if str(row.pk) not in ticked])
    received.kept = [row for row in rows if str(row.pk) in ticked]
    said = dict(pair.split(" ", 1) for pair in posted.getlist("kept_categories") if " " in pair)
    for row in received.kept:
        files.recategorise(row, said.get(str(row.pk), row.category))
    if len(received.kept) < len(ticked) and not _went_through(received.owner, received.form_key):
        received.errors.append(_("Un fichier reçu plus tôt n’est plus ici\u00a0: joignez-le à nouveau."))


def _read(file: UploadedFile[bytes], category: str, received: Received) -> NewFile:
    name = file.name or _("fichier")
    if len(received.kept) + len(received.new) >= settings.ATTACHMENTS_PER_MESSAGE:
        raise FileRefused(
            _("«\u00a0%(name)s\u00a0» n’a pas été pris\u00a0: un message prend %(limit)s fichiers au plus.")
            % {"name": name, "limit": settings.ATTACHMENTS_PER_MESSAGE}
        )
    files.check_one(name, file.size or 0)
    if received.weight + (file.size or 0) > settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE:
        limit = files.megabytes(settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE)
        raise FileRefused(
            _(
                "«\u00a0%(name)s\u00a0» n’a pas été pris\u00a0: les fichiers d’un message pèsent %(limit)s au plus."
            )
            % {"name": name, "limit": limit}
        )
    content = file.read()
    files.check_clean(name, content)
    return NewFile(name, content, category)

"""A form with its files in one body, as a browser without script sends it: what is too much is not stored.

Django keeps every file of a body on disk before a view sees it. Ours stop being stored where their limit is; the body
is read to its end all the same, so that the words after them arrive and the page says what happened beside the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tickets.files import megabytes

# The file inputs of _attachments_field.html; other forms (the files of the ERP) have limits of their own.
_FIELDS = {"files", "note_files"}


class BoundedUploadHandler(FileUploadHandler):
    """Stands before Django's own handlers; `errors` holds a sentence for each file that was not stored."""

    chunk_size = 64 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.errors: list[str] = []
        self._files = 0
        self._bytes = 0

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, str],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a body that nobody could mean, before a byte of it is read: `RequestDataTooBig`, a page 413."""
        if content_length > settings.UPLOAD_BODY_MAX_BYTES:
            raise RequestDataTooBig("A form with its files is larger than UPLOAD_BODY_MAX_BYTES.")

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        if field_name in _FIELDS:
            self._files += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """The chunk for the next handler. Never refused in `new_file`: the others must have begun this file, or Django
        closes the one before in its place.
        """
        if self.field_name in _FIELDS:
            self._bytes += len(raw_data)
            if refusal := self._refusal(start + len(raw_data)):
                self._bytes -= start + len(raw_data)
                self.errors.append(refusal)
                raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """Nothing: the next handlers hold the file."""
        return None

    def _refusal(self, size: int) -> str:
        """Why no more of this file is stored; empty while all is well."""
        said = {"name": self.file_name}
        if size > settings.ATTACHMENT_MAX_BYTES:
            return _("«\u00a0%(name)s\u00a0» pèse plus de %(limit)s, la limite par fichier.") % {
                **said,
                "limit": megabytes(settings.ATTACHMENT_MAX_BYTES),
            }
        if self._files > settings.ATTACHMENTS_PER_MESSAGE:
            return _(
                "«\u00a0%(name)s\u00a0» n’a pas été pris\u00a0: un message prend %(limit)s fichiers au plus."
            ) % {**said, "limit": settings.ATTACHMENTS_PER_MESSAGE}
        if self._bytes > settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE:
            return _(
                "«\u00a0%(name)s\u00a0» n’a pas été pris\u00a0: les fichiers d’un message pèsent %(limit)s au plus."
            ) % {**said, "limit": megabytes(settings.ATTACHMENTS_MAX_BYTES_PER_MESSAGE)}
        return ""


def not_stored(request: HttpRequest) -> list[str]:
    """A sentence for each file of `request` that was over a limit and not stored."""
    return [
        error
        for handler in request.upload_handlers
        if isinstance(handler, BoundedUploadHandler)
        for error in handler.errors
    ]

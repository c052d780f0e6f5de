"""The bytes of an attachment as an answer: never as a page of ours, and a configuration backup never unseen."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts.models import User
from tickets import files
from tickets.actions.purging import record_opening
from tickets.models import Attachment

_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def opened(attachment: Attachment, *, by: User, at: datetime) -> HttpResponse:
    """The file, which was not purged; images may show in place, everything else is saved.

    That a configuration backup was opened is written in the ticket's history.
    """
    if attachment.encrypted:
        record_opening(attachment, actor=by, at=at)
    shown = attachment.content_type in files.SHOWN_INLINE and not attachment.encrypted
    response = HttpResponse(
        files.content(attachment),
        content_type=attachment.content_type if shown else "application/octet-stream",
    )
    disposition = content_disposition_header(as_attachment=not shown, filename=attachment.name)
    assert disposition is not None
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    if shown:  # an image opened by itself is a document too: of nobody's origin, and it loads nothing
        response["Content-Security-Policy"] = _NOTHING_ELSE
    response["Cache-Control"] = "private, no-store"
    return response

"""Opening a file: inside what the person may see, never as a page of ours."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tickets import files
from tickets.actions.purging import record_opening
from tickets.drafting.interrupted import SignedInRequest, signed_in
from tickets.visibility import visible_attachments

_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
@signed_in
def download(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The bytes of an attachment; images may show in place, everything else is saved.

    Opening a configuration backup is written in the ticket's history. A purged one answers 410.
    """
    rows = visible_attachments(request.user).select_related("message__ticket")
    attachment = get_object_or_404(rows, pk=pk)
    if not attachment.file:
        return render(request, "attachments/purged.html", {"attachment": attachment}, status=410)
    if attachment.encrypted:
        record_opening(attachment, actor=request.user, at=timezone.now())
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

"""Opening a file: inside what the person may see, never as a page of ours."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets import pictures
from tickets.attachments import content, previews
from tickets.drafting.interrupted import SignedInRequest, signed_in
from tickets.visibility import visible_attachments


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
    return content.opened(attachment, by=request.user, at=timezone.now())


@require_safe
@signed_in
def preview(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What of a file may be shown, its secrets masked: for a dialog (htmx), or as a page. 404 where there is nothing.

    Nothing is written in the history: what that tells is who had the secrets before them.
    """
    rows = visible_attachments(request.user).select_related("message__ticket")
    attachment = get_object_or_404(rows, pk=pk)
    shown = previews.of_file(attachment)
    if shown is None:
        raise Http404
    template = "_preview.html" if request.headers.get("HX-Request") else "preview.html"
    context = {"file": attachment, "preview": shown, "url": pictures.address(attachment)}
    response = render(request, f"attachments/{template}", context)
    response["Cache-Control"] = "private, no-store"
    return response

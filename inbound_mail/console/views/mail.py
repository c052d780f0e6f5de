"""One mail: its page, its bytes as they arrived, its files."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from inbound_mail import source_record
from inbound_mail.charsets import clean_text
from inbound_mail.console import page
from inbound_mail.models import InboundMail
from inbound_mail.parsing import parse
from tickets.console import rail
from tickets.console.access import console_page
from tickets.drafting import interrupted
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed as typed_into

# How much of a source is shown as text, in bytes; the rest is in the file.
SOURCE_SHOWN = 64 * 1024


def found(pk: UUID) -> InboundMail:
    """The mail of this key with all that its page names, or 404."""
    rows = InboundMail.objects.select_related(
        "raw", "mailbox", "ticket", "related_ticket__requester", "duplicate_of", "follows", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@console_page
def mail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One mail: what became of it, what it says, what may be done; ?pour= for whom the verdict is asked."""
    context = page.context(
        request.user,
        found(pk),
        timezone.now(),
        typed=interrupted.restore(request),
        requester=typed_into(request.GET, "pour", 254),
    )
    return render(request, "console/mails/mail.html", context)


@require_safe
@console_page
def source(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The bytes as they arrived, to be saved: never shown as a page of ours. Who took them is recorded.

    A purged mail answers 410.
    """
    row, name = found(pk), f"mail-{pk}.eml"
    if row.raw.purged_at is not None:
        return _erased(request, row, name)
    source_record.record_download(row, actor=request.user, at=timezone.now())
    return _to_save(row.raw.content, name)


@require_safe
@console_page
def file(request: SignedInRequest, pk: UUID, place: int) -> HttpResponse:
    """The file at `place` among those of the mail, from 0, to be saved: for whoever decides without a ticket.

    Recorded as the source is; a purged mail answers 410.
    """
    row = found(pk)
    if row.raw.purged_at is not None:
        return _erased(request, row, f"mail-{pk}.eml")
    files = parse(row.raw.content).attachments
    if place >= len(files):
        raise Http404
    source_record.record_download(row, actor=request.user, at=timezone.now())
    return _to_save(files[place].content, files[place].name)


def _to_save(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    assert disposition is not None
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@console_page
def source_text(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The beginning of the same bytes as text, escaped; recorded as the download is. A purged mail answers 410."""
    row = found(pk)
    if row.raw.purged_at is not None:
        return _erased(request, row, f"mail-{pk}.eml")
    now = timezone.now()
    source_record.record_download(row, actor=request.user, at=now)
    shown = row.raw.content[:SOURCE_SHOWN]
    context = {
        "mail": row,
        "text": clean_text(shown.decode("utf-8", "replace")),
        "is_cut": len(shown) < row.raw.size,
        "shown": len(shown),
        "rail": rail.groups(request.user, now, "mails"),
    }
    response = render(request, "console/mails/source.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _erased(request: SignedInRequest, row: InboundMail, name: str) -> HttpResponse:
    erased = {"name": name, "purged_at": row.raw.purged_at}
    return render(request, "attachments/purged.html", {"attachment": erased}, status=410)

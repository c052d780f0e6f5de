"""The HTML of a mail as its sender made it, in a frame that can do nothing: no script, no form."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.models import User
from inbound_mail.console.views.mail import found
from inbound_mail.html_shown import sanitised
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from tickets import files, pictures
from tickets.console import rail
from tickets.console.access import console_page
from tickets.drafting.interrupted import SignedInRequest
from tickets.visibility import visible_attachments

# Of a mail that became no message its pictures have no address: they stand in the document, in bytes together.
_EMBEDDED_BYTES = 8 * 1024 * 1024
# Of our origin, for without it the browser asks for the mail's pictures as nobody; that is harmless as long as nothing
# runs, which sandbox, policy and sanitising each refuse.
_POLICY = (
    "default-src 'none'; img-src 'self' data:{remote}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


@require_safe
@console_page
def html(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The page around the frame; ?images=1 lets the frame load pictures from outside. A purged mail answers 410."""
    row = found(pk)
    if row.raw.purged_at is not None:
        return _erased(request, row)
    parsed = parse(row.raw.content)
    remote = "images" in request.GET
    context = {
        "mail": row,
        "reading": parsed,
        "remote_shown": remote,
        "left_out": sanitised(parsed.html, {}, remote=False).remote if parsed.html else 0,
        "rail": rail.groups(request.user, timezone.now(), "mails"),
    }
    return render(request, "console/mails/html.html", context)


@require_safe
@xframe_options_sameorigin
@console_page
def frame(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The document in the frame, under its own policy; ?images=1 as above. A purged mail answers 410."""
    row = found(pk)
    if row.raw.purged_at is not None:
        return _erased(request, row)
    parsed, remote = parse(row.raw.content), "images" in request.GET
    shown = sanitised(parsed.html or "", _own_pictures(request.user, row, parsed), remote=remote)
    response = render(request, "console/mails/frame.html", {"markup": shown.markup, "is_cut": shown.cut})
    response["Content-Security-Policy"] = _POLICY.format(remote=" https:" if remote else "")
    response["Referrer-Policy"] = "no-referrer"
    response["X-DNS-Prefetch-Control"] = "off"
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _erased(request: SignedInRequest, row: InboundMail) -> HttpResponse:
    erased = {"name": row.subject, "purged_at": row.raw.purged_at}
    return render(request, "attachments/purged.html", {"attachment": erased}, status=410)


def _own_pictures(reader: User, row: InboundMail, parsed: ParsedMail) -> Mapping[str, str]:
    """Addresses of the mail's pictures by Content-ID: its message's files that `reader` may open, nobody else's."""
    if row.message_id is None:
        return _embedded(parsed)
    rows = visible_attachments(reader).filter(message=row.message_id).exclude(content_id="")
    return {each.content_id: pictures.address(each) for each in rows if pictures.is_shown(each)}


def _embedded(parsed: ParsedMail) -> Mapping[str, str]:
    found: dict[str, str] = {}
    left = _EMBEDDED_BYTES
    for file in parsed.attachments:
        kind = files.content_type(file.content) if file.content_id and file.size <= left else ""
        if kind in files.SHOWN_INLINE:
            found[file.content_id] = f"data:{kind};base64,{base64.b64encode(file.content).decode()}"
            left -= file.size
    return found

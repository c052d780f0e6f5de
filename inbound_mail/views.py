"""The console's pages on the mail that arrived: what became of each and why, and what may still be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inbound_mail import deciding, lists, source_record
from inbound_mail.forms import DiscardForm, OpeningForm
from inbound_mail.lists import MailView
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from inbound_mail.reasons import sentence
from tickets.actions.writing import NotPossible
from tickets.console import rail
from tickets.console.access import console_page
from tickets.drafting import interrupted, submission
from tickets.drafting.interrupted import SignedInRequest, keeping_words


@require_safe
@console_page
def mails(request: SignedInRequest) -> HttpResponse:
    """The mails that arrived, latest first; ?etat= which of them."""
    view = MailView.named(request.GET.get("etat"))
    page = Paginator(lists.mails_of(view), lists.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "view": view,
        "title": lists.label(view),
        "choices": lists.choices(),
        "page": page,
        "lines": lists.lines(page.object_list),
        "query": urlencode({"etat": view}),
        "rail": rail.groups(request.user, timezone.now(), "mails"),
    }
    return render(request, "console/mails/list.html", context)


@require_safe
@console_page
def mail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One mail: what became of it, what it says, what may be done."""
    typed = interrupted.restore(request)
    initial = typed.dict() if typed is not None else {}
    row = _mail(pk)
    opening = OpeningForm(initial={"address": initial.get("opening-address", "")})
    discard_form = DiscardForm(initial={"reason": initial.get("discard-reason", "")})
    return _page(request, row, opening, discard_form)


@require_safe
@console_page
def source(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The bytes as they arrived, to be saved: never shown as a page of ours. Who took them is recorded.

    A purged mail answers 410.
    """
    row, name = _mail(pk), f"mail-{pk}.eml"
    if row.raw.purged_at is not None:
        erased = {"name": name, "purged_at": row.raw.purged_at}
        return render(request, "attachments/purged.html", {"attachment": erased}, status=410)
    source_record.record_download(row, actor=request.user, at=timezone.now())
    response = HttpResponse(row.raw.content, content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    assert disposition is not None
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@keeping_words("mails:mail")
@console_page
def opening(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Open a held mail in the name of a known person."""
    row, form = _mail(pk), OpeningForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, DiscardForm(), status=422)
    try:
        ticket = deciding.open_for(row, form.cleaned_data["address"], actor=request.user, at=timezone.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, _("Ouvert\u00a0: %(number)s.") % {"number": ticket.number})
    return redirect("console:ticket", ticket.number)


@require_POST
@keeping_words("mails:mail")
@console_page
def replay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let the worker take a mail again."""
    row = _mail(pk)
    try:
        deciding.replay(row, actor=request.user, at=timezone.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Le mail est de nouveau en attente\u00a0: il sera traité dans un instant.")
        )
    return redirect(row)


@require_POST
@keeping_words("mails:mail")
@console_page
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a mail aside, for a reason."""
    row, form = _mail(pk), DiscardForm(request.POST)
    if not form.is_valid():
        return _page(request, row, OpeningForm(), form, status=422)
    try:
        deciding.discard(row, form.cleaned_data["reason"], actor=request.user, at=timezone.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, _("Mail écarté. Il reste conservé et peut être relu ici."))
    return redirect("mails:list")


def _mail(pk: UUID) -> InboundMail:
    rows = InboundMail.objects.select_related(
        "raw", "mailbox", "ticket", "related_ticket__requester", "duplicate_of", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True, slots=True)
class Erased:
    """What stands in place of the reading of a mail whose bytes were purged."""

    reply: str


def _reading(row: InboundMail) -> ParsedMail | Erased:
    if row.raw.purged_at is None:
        return parse(row.raw.content)
    return Erased(
        _(
            "Ce mail portait une sauvegarde de configuration\u00a0: il a été effacé le %(date)s, après la clôture. "
            "Ses mots restent dans le ticket."
        )
        % {"date": date_format(timezone.localtime(row.raw.purged_at), "j F Y")}
    )


def _page(
    request: SignedInRequest,
    row: InboundMail,
    opening_form: OpeningForm,
    discard_form: DiscardForm,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "mail": row,
        "why": sentence(row),
        "reading": _reading(row),
        "may_replay": row.status in deciding.REPLAYABLE,
        "opening_form": opening_form,
        "discard_form": discard_form,
        "submission_key": submission.new(request.user).token,
        "rail": rail.groups(request.user, timezone.now(), "mails"),
    }
    return render(request, "console/mails/mail.html", context, status=status)

"""What an engineer decides on a mail: one view a decision, one verb a view."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbound_mail import deciding
from inbound_mail.console import page
from inbound_mail.console.forms import AnswerForm, AttachmentForm, DiscardForm, OpeningForm
from inbound_mail.console.views.mail import found
from inbound_mail.models import InboundMail
from tickets.actions.writing import NotPossible
from tickets.console.access import engineer_form
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest

decision = engineer_form("mails:mail")


@require_POST
@decision
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Answer the sender, without a ticket."""
    row, form = found(pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form)
    key = submission.sent(request.user, request.POST.get("submission_key", "")).key
    try:
        deciding.answer(
            row,
            form.cleaned_data["body"],
            actor=request.user,
            at=timezone.now(),
            submission_key=key,
            read=form.cleaned_data["read"] or 0,
            verified=form.cleaned_data["verified"],
        )
    except NotPossible as refusal:
        return _again(request, row, form, refusal, field="body")
    messages.success(request, _("Réponse envoyée à %(address)s.") % {"address": row.from_address})
    return redirect(row)


@require_POST
@decision
def attachment(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Attach a mail to the ticket that it belongs to."""
    row, form = found(pk), AttachmentForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form)
    try:
        message = deciding.attach(row, form.cleaned_data["number"], actor=request.user, at=timezone.now())
    except NotPossible as refusal:
        return _again(request, row, form, refusal, field="number")
    number = message.ticket.number
    if message.internal:
        messages.success(request, _("Rattaché à %(number)s, comme note interne.") % {"number": number})
    else:
        messages.success(
            request, _("Rattaché à %(number)s, comme réponse de son auteur.") % {"number": number}
        )
    return redirect("console:ticket", number)


@require_POST
@decision
def opening(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Open a held mail in the name of a known person."""
    row, form = found(pk), OpeningForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form)
    try:
        ticket = deciding.open_for(
            row,
            form.cleaned_data["address"],
            actor=request.user,
            at=timezone.now(),
            verified=form.cleaned_data["verified"],
        )
    except NotPossible as refusal:
        return _again(request, row, form, refusal, field="address")
    messages.success(request, _("Ouvert\u00a0: %(number)s.") % {"number": ticket.number})
    return redirect("console:ticket", ticket.number)


@require_POST
@decision
def replay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let the worker take a mail again."""
    row = found(pk)
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
@decision
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a mail aside, for a reason."""
    row, form = found(pk), DiscardForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form)
    try:
        deciding.discard(row, form.cleaned_data["reason"], actor=request.user, at=timezone.now())
    except NotPossible as refusal:
        return _again(request, row, form, refusal, field="reason")
    messages.success(request, _("Mail écarté. Il reste conservé, et peut être repris ici."))
    return redirect("mails:list")


@require_POST
@decision
def take_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a mail up again that was put aside."""
    row = found(pk)
    try:
        deciding.take_up(row, actor=request.user, at=timezone.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Mail repris\u00a0: il attend de nouveau une décision."))
    return redirect(row)


def _again(
    request: SignedInRequest,
    row: InboundMail,
    form: forms.Form,
    refusal: NotPossible | None = None,
    *,
    field: str | None = None,
) -> HttpResponse:
    """The page again, as the mail stands now, with what was typed and why it did not go through."""
    requester = ""
    if refusal is not None:
        requester = str(form.data.get("opening-address", ""))  # whose verdict was in sight
        form.add_error(field, str(refusal))
        row = found(row.pk)
    context = page.context(request.user, row, timezone.now(), sent=form, requester=requester)
    return render(request, "console/mails/mail.html", context, status=422)

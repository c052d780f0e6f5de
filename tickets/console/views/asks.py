"""An engineer answers what the customer asks for: a higher severity, a remote session; or proposes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sla import wording
from tickets import deadlines
from tickets.actions import deciding_severity, remote_sessions
from tickets.actions.remote_sessions import Slot
from tickets.actions.writing import NotPossible
from tickets.console import ticket_page
from tickets.console.access import ticket_form
from tickets.console.forms import RemoteSessionForm
from tickets.console.views.handling import carry_out
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket


class AnswerForm(forms.Form):
    """What is decided of which request, and the words that the customer reads."""

    asked = forms.IntegerField()
    decision = forms.ChoiceField(
        choices=[(each, "") for each in ("accepted", "agreed", "declined", "cancelled")]
    )
    words = forms.CharField(max_length=1_000, required=False)


@require_POST
@ticket_form
def severity(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Accept the wish, which qualifies the ticket, or decline it with a sentence (CH-V.2)."""
    said, now = _said(request), timezone.now()
    row = get_object_or_404(ticket.severity_requests, pk=said["asked"])

    def verb() -> str:
        if said["decision"] != "accepted":
            deciding_severity.decline(row, said["words"], actor=request.user, at=now)
            return _("Sévérité inchangée\u00a0: le client en est prévenu.")
        before = deadlines.of_ticket(ticket, now).due_text
        deciding_severity.accept(row, said["words"], actor=request.user, at=now)
        after = deadlines.of_ticket(Ticket.objects.get(pk=ticket.pk), now).due_text
        if ticket.first_response_at is not None or not before or not after:
            return _("Sévérité %s acceptée.") % row.wanted
        return _("Sévérité %(wanted)s acceptée\u00a0: échéance %(before)s → %(after)s.") % {
            "wanted": row.wanted,
            "before": before,
            "after": after,
        }

    return _answer(request, ticket, said["words"], verb)


@require_POST
@ticket_form
def session(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Propose a slot, in the place of the customer's if there was one (CH-III.3)."""

    def verb(typed: dict[str, Any]) -> str:
        slot = Slot(typed["starts_at"], typed["minutes"], typed["purpose"])
        row = remote_sessions.propose(ticket, slot, actor=request.user, at=timezone.now())
        return _("Session proposée au client\u00a0: %s.") % wording.full_due(row.starts_at, timezone.now())

    return carry_out(request, ticket, RemoteSessionForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def session_decision(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Agree to the customer's slot, decline it with words, or call the session off."""
    said, now = _said(request), timezone.now()
    row = get_object_or_404(ticket.remote_sessions, pk=said["asked"])

    def verb() -> str:
        match said["decision"]:
            case "agreed":
                remote_sessions.agree(row, actor=request.user, at=now)
                return _("Session convenue pour %s.") % wording.full_due(row.starts_at, now)
            case "declined":
                remote_sessions.decline(row, said["words"], actor=request.user, at=now)
                return _("Session refusée\u00a0: le client en est prévenu.")
            case _cancelled:
                remote_sessions.cancel(row, said["words"], actor=request.user, at=now)
                return _("Session annulée\u00a0: le client en est prévenu.")

    return _answer(request, ticket, said["words"], verb)


def _said(request: SignedInRequest) -> dict[str, Any]:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def _answer(request: SignedInRequest, ticket: Ticket, words: str, verb: Callable[[], str]) -> HttpResponse:
    """Do it and say so; what cannot be done comes back with a sentence, and the words that were typed."""
    try:
        messages.success(request, verb())
    except NotPossible as refused:
        ticket.refresh_from_db()
        context = ticket_page.context(request, ticket, timezone.now())
        context["asked"] = replace(context["asked"], error=str(refused), words=words)
        return render(request, "console/ticket.html", context, status=422)
    return redirect("console:ticket", number=ticket.number)

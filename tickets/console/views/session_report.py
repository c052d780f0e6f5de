"""What came of a remote session, written for the customer (CH-III.3)."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contracts.models import Channel
from tickets.actions.replying import Words
from tickets.actions.reporting_session import report
from tickets.actions.writing import NotPossible
from tickets.console import ticket_page
from tickets.console.access import ticket_form
from tickets.console.around_forms import ReportForm
from tickets.drafting import submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket


@require_POST
@ticket_form
def session_report(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Put the report into the thread; under PS its time is then to be noted, and the form for it is filled in."""
    form, now = ReportForm(request.POST), timezone.now()
    form.is_valid()
    if "asked" in form.errors:
        raise Http404
    row = get_object_or_404(ticket.remote_sessions, pk=form.cleaned_data["asked"])
    if form.is_valid():
        sub = submission.sent(request.user, request.POST.get("submission_key", ""))
        words = Words(request.user, form.cleaned_data["body"], Channel.WEB, sub.key, now)
        try:
            message = report(row, words, form.cleaned_data["minutes"], at=now)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Compte rendu envoyé au client."))
            page = reverse("console:ticket", args=[ticket.number])
            if row.read_only:
                return redirect(f"{page}#message-{message.pk}")
            return redirect(f"{page}?temps={form.cleaned_data['minutes']}#time_spent")
    ticket.refresh_from_db()
    context = ticket_page.context(request, ticket, now)
    context["asked"] = replace(context["asked"], report=form)
    return render(request, "console/ticket.html", context, status=422)

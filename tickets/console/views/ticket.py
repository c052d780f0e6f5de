"""One ticket: the page, and what is new on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.console import mail_hints, ticket_page
from tickets.console.access import ticket_page as on_ticket
from tickets.console.news import since
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket
from tickets.thread import event_id


@require_safe
@on_ticket
def ticket(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """The page of a ticket; ?severite= and ?serie= fill in the form that qualifies."""
    form = mail_hints.filled(ticket, request.GET)
    return render(
        request, "console/ticket.html", ticket_page.context(request, ticket, timezone.now(), form=form)
    )


@require_safe
@on_ticket
def news(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What others did since event ?depuis=, for htmx: 204 when nothing. Never the boxes: what is typed stays."""
    found = since(ticket, request.user, event_id(request.GET.get("depuis", "")))
    if not found:
        return HttpResponse(status=204)
    return render(request, "console/_news.html", {"ticket": ticket, "news": found})

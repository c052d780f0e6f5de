"""One ticket: the page, and what is new on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.console import foreseeing, mail_hints, panels, presence, running_timer, ticket_page
from tickets.console.access import ticket_page as on_ticket
from tickets.console.forms import QualificationForm
from tickets.console.news import last_event, since
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket
from tickets.thread import event_id


@require_safe
@on_ticket
def ticket(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """The page of a ticket; ?severite= and ?serie= fill in the form that qualifies, ?temps= the one for time spent, and
    ?action= opens one that is not on the page otherwise.
    """
    now = timezone.now()
    form = (
        mail_hints.filled(ticket, request.GET)
        or running_timer.filled(ticket, request.user, request.GET, now)
        or panels.opened_by(ticket, request.GET)
    )
    return render(request, "console/ticket.html", ticket_page.context(request, ticket, now, form=form))


@require_safe
@on_ticket
def news(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What others did since event ?depuis=, and who else is there, for htmx: 204 when ?la= says that none of it is new.

    Never the boxes: what is typed stays. ?ecrit=1 says that the reader is writing.
    """
    writes = request.GET.get("ecrit") == "1"
    others = presence.look(ticket, request.user, timezone.now(), writes=writes)
    found = since(ticket, request.user, event_id(request.GET.get("depuis", "")))
    signature = presence.signature(others)
    if not found and signature == request.GET.get("la", ""):
        return HttpResponse(status=204)
    context = {
        "ticket": ticket,
        "news": found,
        "newest": last_event(ticket),
        "others": others,
        "signature": signature,
    }
    return render(request, "console/_news.html", context)


@require_safe
@on_ticket
def foreseen(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What the qualification that is being typed would change, for htmx, before it is saved (CH-V.2)."""
    effect = foreseeing.of_form(ticket, QualificationForm(ticket, request.GET), timezone.now())
    return render(request, "console/_qualification_effect.html", {"effect": effect})

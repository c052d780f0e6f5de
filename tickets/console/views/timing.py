"""The clock of PS work: started on a ticket, noted there, or given up (CH-PS)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contracts.sentences import hours
from tickets.actions import timing
from tickets.actions.writing import NotPossible
from tickets.console import undo
from tickets.console.access import console_page, ticket_form
from tickets.console.undo import Undo
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket


@require_POST
@ticket_form
def start(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Start one's clock on a ticket; it stops when its time is noted."""
    try:
        timing.start(ticket, actor=request.user, at=timezone.now())
        messages.success(request, _("Chronomètre lancé\u00a0: il s’arrête quand vous notez le temps."))
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("console:ticket", number=ticket.number)


@require_POST
@console_page
def giving_up(request: SignedInRequest) -> HttpResponse:
    """Stop one's clock and note nothing."""
    row = timing.give_up(actor=request.user)
    if row is None:
        messages.info(request, _("Aucun chronomètre ne tournait."))
        return redirect("console:queue")
    took = hours(timing.minutes_of(row, timezone.now()))
    back = Undo("timer", {"started_at": row.started_at.isoformat()})
    said = _("Chronomètre abandonné\u00a0: %s que personne ne note.") % took
    undo.say(request, request.user, row.ticket, said, back)
    return redirect("console:ticket", number=row.ticket.number)

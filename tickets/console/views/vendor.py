"""A case at the manufacturer, once it is open: what is known of it, its news, its end (CH-V.2)."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets.actions import escalating, hearing_vendors
from tickets.actions.escalating import Case
from tickets.actions.writing import NotPossible
from tickets.console import ticket_page, undo
from tickets.console.access import ticket_form
from tickets.console.around_forms import CaseDetails
from tickets.console.undo import Undo
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket, VendorCase


@require_POST
@ticket_form
def case(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Contact, link, summary and reminder of a case; they come back with a sentence when they cannot be kept."""
    row = _row(request, ticket)
    form = CaseDetails(request.POST, prefix=f"case-{row.pk}")
    if form.is_valid():
        new = Case(row.vendor, row.number, **form.cleaned_data)
        try:
            escalating.keep_case(row, new, actor=request.user, at=timezone.now())
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Dossier %s mis à jour.") % row.number)
            return redirect("console:ticket", number=ticket.number)
    ticket.refresh_from_db()
    context = ticket_page.context(request, ticket, timezone.now())
    around = context["around"]
    cases = [replace(each, form=form) if each.row.pk == row.pk else each for each in around.cases]
    context["around"] = replace(around, cases=cases)
    return render(request, "console/ticket.html", context, status=422)


@require_POST
@ticket_form
def heard(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """The manufacturer answered: the ball is with the centre again."""
    row = hearing_vendors.heard(_row(request, ticket), actor=request.user, at=timezone.now())
    messages.success(
        request, _("Nouvelles du dossier %s notées\u00a0: le ticket est de nouveau à nous.") % row.number
    )
    return redirect("console:ticket", number=ticket.number)


@require_POST
@ticket_form
def case_closure(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """The manufacturer is done."""
    row = escalating.close_case(_row(request, ticket), actor=request.user, at=timezone.now())
    back = Undo("case_closed", {"case": row.pk})
    undo.say(request, request.user, ticket, _("Dossier %s clos chez le constructeur.") % row.number, back)
    return redirect("console:ticket", number=ticket.number)


def _row(request: SignedInRequest, ticket: Ticket) -> VendorCase:
    """The case that the form names, one of the ticket's own."""
    key = request.POST.get("case", "")
    known = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    return get_object_or_404(ticket.vendor_cases.select_related("vendor"), pk=known)

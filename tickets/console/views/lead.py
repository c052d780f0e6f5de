"""The lead's board, and what is done from it: a ticket given to somebody else, an unhappy customer taken care of."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tickets.actions.assigning import assign
from tickets.actions.handling_opinions import handle
from tickets.actions.writing import NotPossible
from tickets.console import lead_beside, lead_board, rail
from tickets.console.access import lead_form, lead_page
from tickets.console.lead_forms import CareForm, ReassignmentForm
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Satisfaction, Ticket


@require_safe
@lead_page
def board(request: SignedInRequest) -> HttpResponse:
    """Load, promises of the day, waivers of the week, mails without decision, unhappy customers."""
    return _board(request)


@require_POST
@lead_form("console:lead")
def assignment(request: SignedInRequest) -> HttpResponse:
    """Give a ticket of the board to somebody else, or to nobody."""
    form, place = ReassignmentForm(request.POST), ""
    if form.is_valid():
        number = form.cleaned_data["ticket"]
        ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
        after = assign(ticket, form.cleaned_data["assignee"], actor=request.user, at=timezone.now())
        place = f"#{number}"
        if after.assignee is None:
            messages.success(request, _("%s n’est plus affecté.") % number)
        else:
            said = {"number": number, "name": after.assignee.full_name}
            messages.success(request, _("%(number)s est affecté à %(name)s.") % said)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(reverse("console:lead") + place)


@require_POST
@lead_page
def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note what was done about an unhappy opinion."""
    found = get_object_or_404(
        Satisfaction.objects.select_related("ticket"),
        pk=pk,
        ticket__in=Ticket.objects.visible_to(request.user),
    )
    form = CareForm(request.POST, auto_id=f"care-{pk}-%s")
    if not form.is_valid():
        return _board(request, {pk: form}, status=422)
    try:
        handle(found, form.cleaned_data["words"], actor=request.user, at=timezone.now())
        messages.success(request, _("C’est noté\u00a0: l’avis n’attend plus."))
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect(reverse("console:lead") + "#avis")


def _board(
    request: SignedInRequest, typed: dict[int, CareForm] | None = None, status: int = 200
) -> HttpResponse:
    now, team = timezone.now(), lead_board.team()
    unhappy = lead_board.unhappy(request.user)
    forms = {row.pk: CareForm(auto_id=f"care-{row.pk}-%s") for row in unhappy.rows} | (typed or {})
    context = {
        "team": team,
        "loads": lead_board.loads(request.user, team, now),
        "due": lead_board.due_today(request.user, now),
        "waivers": lead_board.waivers_of_week(now),
        "monday": lead_board.monday(now),
        "undecided": lead_beside.undecided(),
        "unhappy": [(row, forms[row.pk]) for row in unhappy.rows],
        "more_unhappy": unhappy.more,
        "rail": rail.groups(request.user, now, "lead"),
    }
    return render(request, "console/lead/board.html", context, status=status)

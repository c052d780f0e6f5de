"""What is done to a ticket besides writing: one view a thing, one verb a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contracts.sentences import hours
from tickets import deadlines
from tickets.actions.assigning import assign
from tickets.actions.closing import close, reopen
from tickets.actions.escalating import Case, escalate
from tickets.actions.estimating import propose
from tickets.actions.merging import merge
from tickets.actions.qualifying import Qualification, qualify
from tickets.actions.reminding import remind
from tickets.actions.waiving import waive
from tickets.actions.writing import NotPossible
from tickets.console import ticket_page, undo
from tickets.console.access import in_sight, ticket_form
from tickets.console.around_forms import CauseForm
from tickets.console.forms import (
    AssignmentForm,
    EscalationForm,
    EstimateForm,
    MergerForm,
    QualificationForm,
    WaiverForm,
)
from tickets.console.handling_form import HandlingForm
from tickets.console.undo import Undo
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket


@require_POST
@ticket_form
def qualification(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """What product, how severe, what kind; verdict and deadline follow (CH-V.2)."""
    now = timezone.now()

    def verb(typed: dict[str, Any]) -> Said:
        new = Qualification(typed["severity"], typed["serial"], typed["kind"])
        after = qualify(ticket, new, actor=request.user, at=now)
        said = _("Qualifié\u00a0: %(verdict)s, %(deadline)s") % {
            "verdict": after.verdict_text.title.lower(),
            "deadline": _deadline(after, now),
        }
        return Said(said, undo.qualification(ticket, after))

    return carry_out(request, ticket, QualificationForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def assignment(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Give the ticket to an engineer, or to nobody."""

    def verb(typed: dict[str, Any]) -> Said:
        after = assign(ticket, typed["assignee"], actor=request.user, at=timezone.now())
        back = undo.assignment(ticket, after)
        if after.assignee is None:
            return Said(_("Le ticket n’est plus affecté."), back)
        return Said(_("Ticket affecté à %s.") % after.assignee.full_name, back)

    return carry_out(request, ticket, AssignmentForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def vendor_cases(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """A case at the manufacturer (CH-V.1, CH-V.2)."""

    def verb(typed: dict[str, Any]) -> str:
        case = Case(
            typed["vendor"],
            typed["number"],
            typed["summary"],
            typed["contact"],
            typed["link"],
            typed["silence_hours"],
        )
        row = escalate(ticket, case, actor=request.user, at=timezone.now())
        if row.ticket.is_active:
            return _("Dossier %s noté\u202f; le client attend encore une première réponse.") % row.number
        return _("Dossier %s noté\u00a0: le ticket est chez le constructeur.") % row.number

    return carry_out(request, ticket, EscalationForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def estimates(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """An estimate of PS work for the customer to approve (CH-PS)."""

    def verb(typed: dict[str, Any]) -> str:
        minutes = 60 * typed["hours"] + typed["minutes"]
        row = propose(
            ticket,
            minutes,
            typed["description"],
            actor=request.user,
            at=timezone.now(),
            payer=typed.get("payer"),
        )
        if row.payer_id != ticket.organisation_id:
            return _("Estimation de %(time)s envoyée à %(payer)s.") % {
                "time": hours(row.minutes),
                "payer": row.payer,
            }
        return _("Estimation de %s envoyée au client.") % hours(row.minutes)

    return carry_out(request, ticket, EstimateForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def waiver(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Open a refused or redirected request all the same, for a reason."""
    now = timezone.now()

    def verb(typed: dict[str, Any]) -> str:
        after = waive(ticket, typed["reason"], actor=request.user, at=now)
        return _("Demande ouverte à titre exceptionnel, %s") % _deadline(after, now)

    return carry_out(request, ticket, WaiverForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def merger(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Merge the ticket into another, which takes over all that was said; the page of that one follows."""
    now = timezone.now()

    def verb(typed: dict[str, Any]) -> str:
        into = in_sight(request.user).filter(number=typed["into"]).first()
        if into is None:
            raise NotPossible(_("Aucun ticket ne porte le numéro %s.") % typed["into"])
        after = merge(ticket, into, actor=request.user, at=now)
        said = _("%(source)s est fusionné avec %(into)s.") % {"source": ticket.number, "into": after.number}
        return said if after.first_response_at is not None else f"{said} {capfirst(_deadline(after, now))}"

    return carry_out(request, ticket, MergerForm(ticket, request.POST), verb)


@require_POST
@ticket_form
def reminder(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Remind the customer now."""
    try:
        remind(ticket, actor=request.user, at=timezone.now())
        messages.success(request, _("Relance envoyée\u00a0; les délais ne changent pas."))
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("console:ticket", number=ticket.number)


@require_POST
@ticket_form
def closure(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Close for good, with what it was; it may be reopened."""
    form = CauseForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["cause"][0]))
        return redirect("console:ticket", number=ticket.number)
    close(ticket, actor=request.user, at=timezone.now(), cause=form.cleaned_data["cause"])
    messages.success(request, _("%s est clos\u202f; il peut être rouvert.") % ticket.number)
    return redirect("console:ticket", number=ticket.number)


@require_POST
@ticket_form
def reopening(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """Bring an ended ticket back."""
    try:
        reopen(ticket, actor=request.user, at=timezone.now())
        messages.success(request, _("%s est rouvert.") % ticket.number)
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("console:ticket", number=ticket.number)


@dataclass(frozen=True, slots=True)
class Said:
    """What was done, in a sentence, and how one click takes it back."""

    sentence: str
    undo: Undo | None = None


def carry_out(
    request: SignedInRequest, ticket: Ticket, form: HandlingForm, verb: Callable[[dict[str, Any]], str | Said]
) -> HttpResponse:
    """Do it and say so; what cannot be done comes back in its form, with a sentence and what was typed."""
    if form.is_valid():
        try:
            done = verb(form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            said = done if isinstance(done, Said) else Said(done)
            undo.say(request, request.user, ticket, said.sentence, said.undo)
            ticket.refresh_from_db()
            return redirect("console:ticket", number=(ticket.merged_into or ticket).number)
    ticket.refresh_from_db()
    context = ticket_page.context(request, ticket, timezone.now(), form=form)
    return render(request, "console/ticket.html", context, status=422)


def _deadline(ticket: Ticket, now: Any) -> str:
    text = deadlines.of_ticket(ticket, now)
    if not text.due_text:
        return text.text
    return _("première réponse avant %s.") % text.due_text

"""A remote session on one's products: proposed, agreed to with consent, declined, called off (CH-III.3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tickets import permissions, remote_access
from tickets.actions import remote_sessions
from tickets.actions.remote_sessions import Slot
from tickets.actions.writing import NotPossible
from tickets.drafting import interrupted, submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import RemoteSession, Ticket
from tickets.permissions import Action
from tickets.portal import following_page
from tickets.portal.access import portal_form, ticket_in_sight
from tickets.portal.following_forms import ConsentedSlotForm, SessionDecisionForm


@require_http_methods(["GET", "HEAD", "POST"])
@portal_form("portal:session")
def session(request: SignedInRequest, number: str) -> HttpResponse:
    """Propose a slot, and consent; a level without sessions says why not, with the rule."""
    found = ticket_in_sight(request.user, number)
    permissions.require(request.user, Action.ARRANGE_SESSION, found)
    if request.method != "POST":
        typed = interrupted.restore(request)
        return _page(request, found, _form(found, initial=interrupted.fields_of(typed) if typed else None))
    form = _form(found, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        slot = Slot(said["starts_at"], said["minutes"], said["purpose"], consents=said["consents"])
        try:
            remote_sessions.propose(found, slot, actor=request.user, at=timezone.now())
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Créneau proposé\u00a0: le CST l’accepte ou en propose un autre."))
            return redirect("portal:ticket", number=found.number)
    return _page(request, found, form, status=422)


@require_POST
@portal_form("portal:ticket")
def session_decision(request: SignedInRequest, number: str) -> HttpResponse:
    """Agree with consent, decline, or call off."""
    found, now = ticket_in_sight(request.user, number), timezone.now()
    form = SessionDecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    row = get_object_or_404(RemoteSession, ticket=found, pk=form.cleaned_data["session"])
    words, consents = form.cleaned_data["words"], form.cleaned_data["consents"]
    try:
        match form.cleaned_data["decision"]:
            case "agreed":
                remote_sessions.agree(row, actor=request.user, at=now, consents=consents)
                messages.success(request, _("Session convenue pour %s.") % following_page.when(row, now))
            case "declined":
                remote_sessions.decline(row, words, actor=request.user, at=now)
                messages.success(request, _("Session refusée\u00a0: le CST en est prévenu."))
            case _cancelled:
                remote_sessions.cancel(row, words, actor=request.user, at=now)
                messages.success(request, _("Session annulée\u00a0: le CST en est prévenu."))
    except (
        NotPossible
    ) as refused:  # decided otherwise meanwhile, or without consent: the page says what holds
        messages.error(request, str(refused))
    return redirect("portal:ticket", number=found.number)


def _form(
    ticket: Ticket, data: QueryDict | None = None, initial: dict[str, Any] | None = None
) -> ConsentedSlotForm:
    """The form with what one consents to in words: said before it is checked, which keeps each field as it is then."""
    form = ConsentedSlotForm(data, initial=initial)
    form.fields["consents"].help_text = remote_access.consent_sentence(
        read_only=remote_access.is_read_only(ticket)
    )
    return form


def _page(
    request: SignedInRequest, ticket: Ticket, form: ConsentedSlotForm, status: int = 200
) -> HttpResponse:
    context = {
        "ticket": ticket,
        "form": form,
        "submission": submission.new(request.user),
        "refusal": remote_access.refusal(ticket),
        "zone": request.user.time_zone,
        "instead": following_page.session_card(ticket, request.user, timezone.now()),
    }
    return render(request, "portal/session.html", context, status=status)

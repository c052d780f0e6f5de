"""What a customer asks for on its ticket besides writing: a colleague to tell, a higher severity; and its opinion."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from sla.commitments import IMPACTS
from tickets import permissions
from tickets.actions.asking_severity import ask, pending
from tickets.actions.following import colleagues, follow, unfollow
from tickets.actions.rating import rate
from tickets.actions.writing import NotPossible
from tickets.drafting import interrupted, submission
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.uploads import AttachmentsField
from tickets.models import Ticket
from tickets.permissions import Action
from tickets.portal import following_page, ticket_page
from tickets.portal.access import portal_form, ticket_in_sight
from tickets.portal.following_forms import COLLEAGUES, FollowerForm, RatingForm, SeverityForm


@require_http_methods(["GET", "HEAD", "POST"])
@portal_form("portal:followers")
def followers(request: SignedInRequest, number: str) -> HttpResponse:
    """Who is told, and the form that adds a colleague."""
    found = ticket_in_sight(request.user, number)
    people = colleagues(request.user).exclude(followed__ticket=found)
    others = people.exclude(pk__in=[found.requester_id or 0, found.escalated_by_id or 0])
    if request.method != "POST":
        return _followers(request, found, FollowerForm(others[:COLLEAGUES]))
    # Whoever was added meanwhile may be added again: that changes nothing.
    form = FollowerForm(colleagues(request.user), request.POST)
    if form.is_valid():
        person: User = form.cleaned_data["person"]
        try:
            follow(found, person, actor=request.user, at=timezone.now())
        except NotPossible as refused:
            form.add_error("person", str(refused))
        else:
            messages.success(request, _("%s suit désormais cet incident.") % person.full_name)
            return redirect("portal:followers", number=found.number)
    return _followers(request, found, form, status=422)


@require_POST
@portal_form("portal:ticket")
def unfollowing(request: SignedInRequest, number: str) -> HttpResponse:
    """Take oneself, or whom one added, off the list; `person` is their id."""
    found = ticket_in_sight(request.user, number)
    form = FollowerForm(User.objects.filter(followed__ticket=found), request.POST)
    if form.is_valid():
        person: User = form.cleaned_data["person"]
        unfollow(found, person, actor=request.user, at=timezone.now())
        messages.success(request, _("%s ne suit plus cet incident.") % person.full_name)
    return redirect("portal:followers", number=found.number)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_form("portal:severity")
def severity(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask for a higher severity, with a reason (CH-V.2)."""
    found = ticket_in_sight(request.user, number)
    permissions.require(request.user, Action.ASK_SEVERITY, found)
    if request.method != "POST":
        if pending(found) is not None:
            messages.info(request, _("Une demande de sévérité attend déjà la décision du CST."))
            return redirect("portal:ticket", number=found.number)
        if found.severity == min(IMPACTS):
            messages.info(request, _("L’incident est déjà dans la plus haute sévérité."))
            return redirect("portal:ticket", number=found.number)
        typed = interrupted.restore(request)
        return _severity(
            request, found, SeverityForm(initial=interrupted.fields_of(typed) if typed else None)
        )
    form = SeverityForm(request.POST)
    if form.is_valid():
        typed_reason = form.cleaned_data["reason"]
        try:
            ask(found, form.cleaned_data["severity"], typed_reason, actor=request.user, at=timezone.now())
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Demande envoyée\u00a0: un ingénieur en décide, vous serez prévenu par mail.")
            )
            return redirect("portal:ticket", number=found.number)
    return _severity(request, found, form, status=422)


@require_POST
@portal_form("portal:ticket")
def rating(request: SignedInRequest, number: str) -> HttpResponse:
    """One's opinion on an ended ticket (CH-V.2)."""
    found, now = ticket_in_sight(request.user, number), timezone.now()
    form = RatingForm(request.POST)
    if not form.is_valid():
        permissions.require(request.user, Action.RATE, found)
        return _rating_again(request, found, form)
    try:
        rate(found, form.cleaned_data["mark"], form.cleaned_data["comment"], actor=request.user, at=now)
        messages.success(request, _("Merci\u00a0: votre avis est noté."))
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("portal:ticket", number=found.number)


def _followers(
    request: SignedInRequest, ticket: Ticket, form: FollowerForm, status: int = 200
) -> HttpResponse:
    context = {
        "ticket": ticket,
        "form": form,
        "people": ticket_page.people(ticket),
        "followers": following_page.followers(ticket, request.user),
    }
    return render(request, "portal/followers.html", context, status=status)


def _severity(
    request: SignedInRequest, ticket: Ticket, form: SeverityForm, status: int = 200
) -> HttpResponse:
    chosen = str(form["severity"].value() or "")
    context = {
        "ticket": ticket,
        "form": form,
        "submission": submission.new(request.user),
        "impacts": [
            {"severity": severity, "sentence": sentence, "checked": str(severity) == chosen}
            for severity, sentence in IMPACTS.items()
            if ticket.severity is None or severity < ticket.severity
        ],
    }
    return render(request, "portal/severity.html", context, status=status)


def _rating_again(request: SignedInRequest, ticket: Ticket, form: RatingForm) -> HttpResponse:
    """The ticket's page with what is to mend beside the opinion."""
    box = ticket_page.composer(ticket, request.user, submission.new(request.user))
    context = ticket_page.context(
        ticket, request.user, timezone.now(), box, attachments=AttachmentsField(), rating=form
    )
    return render(request, "portal/ticket.html", context, status=422)

"""The people of one's organisation: the list, inviting, removing, changing a role."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import invitations, leaving
from accounts.invitations import InvitationClosed
from accounts.leaving import StaysAsTheyAre
from accounts.models import Invitation, Organisation, User
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.portal import people as people_
from tickets.portal.access import portal_page
from tickets.portal.people_forms import InvitationForm

ALL = "toutes"


@require_safe
@portal_page
def people(request: SignedInRequest) -> HttpResponse:
    """?organisation= one in sight (its number) or "toutes", one's own without; ?q= name or address; ?page=."""
    user, asked = request.user, typed(request.GET, "organisation", 20)
    choices = list(people_.organisations(user)[: people_.MOST_CHOICES])
    shown = None if asked == ALL else _organisation(user, asked)
    words = typed(request.GET, "q", 100)
    page = Paginator(people_.chosen(user, shown, words), people_.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": people_.lines(page.object_list, user),
        "waiting": people_.waiting(user, shown, timezone.now()),
        "choices": choices,
        "shown": shown,
        "words": words,
        "manages": user.is_manager,
        "query": urlencode({"q": words, "organisation": asked}),
    }
    return render(request, "portal/people.html", context)


def _organisation(user: User, number: str) -> Organisation:
    """The organisation with this number if `user` sees its people, theirs without one, else 404."""
    if not number:
        assert user.organisation is not None
        return user.organisation
    if not number.isdecimal() or not number.isascii() or len(number) > 18:
        raise Http404
    return get_object_or_404(people_.organisations(user), pk=int(number))


@require_http_methods(["GET", "POST"])
@portal_page
def invite(request: SignedInRequest) -> HttpResponse:
    """?organisation=, ?email= and ?name= fill the form in."""
    user = request.user
    if not user.is_manager:
        raise PermissionDenied
    initial = {
        "email": typed(request.GET, "email", 254),
        "full_name": typed(request.GET, "name", 150),
        "organisation": _organisation(user, typed(request.GET, "organisation", 20)).pk,
    }
    form = InvitationForm(request.POST or None, inviter=user, initial=initial)
    if request.method == "POST" and form.is_valid() and _invited(user, form):
        messages.success(request, _("L’invitation part à %s.") % form.cleaned_data["email"])
        return _back_to(form.cleaned_data["organisation"])
    return render(
        request, "portal/people_invite.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


def _invited(user: User, form: InvitationForm) -> bool:
    """Send it; what `invitations` refuses stands beside its field."""
    try:
        invitations.invite(user, at=timezone.now(), **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True


@require_POST
@portal_page
def invitation_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an invitation once more, with a new link."""
    row = _invitation(request.user, pk)
    try:
        invitations.send_again(row, by=request.user, at=timezone.now())
    except (InvitationClosed, ValidationError) as refused:
        messages.error(request, _said(refused))
    else:
        messages.success(
            request, _("L’invitation repart à %s\u00a0; l’ancien lien ne sert plus.") % row.email
        )
    return _back_to(row.organisation)


@require_POST
@portal_page
def invitation_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make an invitation useless."""
    row = _invitation(request.user, pk)
    try:
        invitations.withdraw(row, by=request.user, at=timezone.now())
    except InvitationClosed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("L’invitation de %s est retirée.") % row.email)
    return _back_to(row.organisation)


@require_http_methods(["GET", "POST"])
@portal_page
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what removing a person does, and do it."""
    person = _person(request.user, pk)
    if request.method == "POST":
        try:
            people_.remove(person, by=request.user, at=timezone.now())
        except StaysAsTheyAre as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("%s n’a plus accès au portail.") % person)
        return _back_to(person.organisation)
    return render(request, "portal/people_removal.html", {"person": person})


@require_POST
@portal_page
def role(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a manager or a member of somebody."""
    person = _person(request.user, pk)
    try:
        wanted = typed(request.POST, "role", 10)
        leaving.change_role(person, wanted, by=request.user, at=timezone.now())
    except StaysAsTheyAre as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Le rôle de %s est changé.") % person)
    return _back_to(person.organisation)


def _person(user: User, pk: int) -> User:
    """Somebody whom `user` manages; out of sight is 404, seen but not theirs to manage 403."""
    person = get_object_or_404(people_.people(user).select_related("organisation"), pk=pk)
    assert person.organisation is not None
    if not people_.manages(user, person.organisation):
        raise PermissionDenied
    return person


def _invitation(user: User, pk: int) -> Invitation:
    """An invitation that `user` may send again or withdraw; as for people."""
    row = get_object_or_404(people_.waiting_invitations(user), pk=pk)
    if not people_.manages(user, row.organisation):
        raise PermissionDenied
    return row


def _back_to(organisation: Organisation | None) -> HttpResponse:
    assert organisation is not None
    return redirect(f"{reverse('portal:people')}?{urlencode({'organisation': organisation.pk})}")


def _said(refused: Exception) -> str:
    return " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)

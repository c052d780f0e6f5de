"""The pages of accounts that django-allauth does not bring: language and invitations."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import invitations
from accounts.forms import AcceptInvitationForm


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language a person chose: on their profile, and in a cookie for the pages before login."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation; accept it with a name and a password, and log in."""
    try:
        invited = invitations.open_invitation(token, timezone.now())
        form = AcceptInvitationForm(request.POST or None, invitation=invited)
        if request.method == "POST" and form.is_valid():
            user = invitations.accept(
                token,
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["password"],
                at=timezone.now(),
            )
            # django-allauth's way in: the session joins the list of their sessions, and its key is a new one.
            answer: HttpResponse = perform_login(request, user, redirect_url=reverse("home"))
            return answer
    except invitations.InvitationClosed as closed:
        context = {"title": _("Invitation close"), "sentence": str(closed)}
        return render(request, "accounts/invitation_closed.html", context, status=410)
    return render(request, "accounts/invitation.html", {"form": form, "invitation": invited})

"""The pages of accounts that django-allauth does not bring: language and invitations."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
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
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("home")
    except invitations.InvitationClosed as closed:
        context = {"title": _("Invitation close"), "sentence": str(closed)}
        return render(request, "accounts/invitation_closed.html", context, status=410)
    return render(request, "accounts/invitation.html", {"form": form, "invitation": invited})

"""A person's own account: what they say of themselves, where they are logged in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sessions
from accounts.models import User
from accounts.profile_forms import ProfileForm


@require_http_methods(["GET", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, phone, language, zone, mails."""
    person = request.user
    assert isinstance(person, User)
    # A form writes what was typed into its instance: the page around it must go on showing who they are.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        saved = form.save(commit=False)
        saved.save(update_fields=form.changed_data or ["full_name"])
        with override(saved.language):
            messages.success(request, _("Votre profil est enregistré."))
        answer = redirect("accounts:profile")
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            saved.language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        return answer
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@login_required
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions, and no other."""
    get_object_or_404(UserSession.objects.filter(user_id=request.user.pk), pk=pk).end()
    messages.success(request, _("La session est terminée."))
    return redirect("usersessions_list")


@require_POST
@login_required
def remembered_forget(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor again everywhere."""
    assert isinstance(request.user, User)
    sessions.forget_remembered_browsers(request.user)
    messages.success(request, _("Le second facteur sera redemandé partout."))
    return redirect("usersessions_list")

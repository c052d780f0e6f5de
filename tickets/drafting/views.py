"""Where the browser saves drafts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from tickets.drafting import drafts
from tickets.drafting.interrupted import SignedInRequest, signed_in


@require_POST
def save(request: HttpRequest, form: str) -> HttpResponse:
    """Keep the text fields of `form`; 401 when the session has ended, so that the page does not claim a save."""
    if not isinstance(request.user, User):
        return JsonResponse({"error": _("Votre session a expiré.")}, status=401)
    if not drafts.may_write(request.user, form):
        raise Http404
    now = timezone.now()
    try:
        drafts.save(request.user, form, request.POST.dict(), now)
    except drafts.TooLong:
        return JsonResponse({"error": _("Ce texte est trop long pour un brouillon.")}, status=413)
    return JsonResponse({"saved_at": now.isoformat()})


@require_POST
@signed_in
def discard(request: SignedInRequest, form: str) -> HttpResponse:
    """Give a draft up, and go back to where one was."""
    if not drafts.names_form(form):
        raise Http404
    drafts.discard(request.user, form)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "home"
    return redirect(target)

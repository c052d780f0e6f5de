"""The pages of tokens: the list, making one, ending one."""

from __future__ import annotations

import uuid

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from api import tokens as tokens_
from api.programs import shown_once
from api.programs.forms import TokenForm
from api.token_mails import Seen


@require_safe
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens and, for who looks after them, their organisation's; the secret of one just made, once."""
    person = _person(request)
    context = {
        "shown": shown_once.take(request),
        "personal": tokens_.personal(person),
        "has_organisations": tokens_.may_make_for_organisation(person),
        "organisations": tokens_.organisations(person),
        "now": timezone.now(),
    }
    return render(request, "programs/tokens.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; the person has just proven who they are, as for a second factor."""
    person = _person(request)
    form = TokenForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = tokens_.make(form.wanted, by=person, seen=_seen(request), at=timezone.now())
        except tokens_.TooManyTokens as refused:
            form.add_error(None, str(refused))
        else:
            shown_once.keep(request, token.name, secret)
            return redirect("programs:tokens")
    return render(request, "programs/token_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@login_required
def token_end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Revoke a token of one's own or of one's organisation; no other is known to exist."""
    person = _person(request)
    token = get_object_or_404(tokens_.revocable(person), public_id=public_id)
    tokens_.revoke(token, by=person)
    messages.success(request, _("Le jeton «\u00a0%s\u00a0» est révoqué.") % token.name)
    return redirect("programs:tokens")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _seen(request: HttpRequest) -> Seen:
    adapter = get_adapter(request)
    return Seen(adapter.get_client_ip(request), adapter.get_http_user_agent(request))

"""A session that ends while a form is being filled in: the words are kept, and are there after login.

They wait in the anonymous session, bounded, for two hours, and go back only to the person whose form it was:
the form's signed submission token says who that is. When that person has logged in again elsewhere meanwhile, the form
is refused as expired, and the words wait in the new session.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.drafting import submission
from tickets.drafting.drafts import MAX_CHARACTERS, MAX_FIELDS

WAITS = timedelta(hours=2)
_SLOT = "interrupted_form"
# Set on the views that take such a form: the route of the page that shows it.
_PAGE = "shown_at_route"

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request of a person who has logged in."""

    user: User


View = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]
OpenView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(view: View[P]) -> OpenView[P]:
    """The view for people who have logged in; others log in first, and come back to it."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _poll_ended() if _is_htmx(request) else redirect_to_login(request.get_full_path())
        return view(cast("SignedInRequest", request), *args, **kwargs)

    return guarded


def keeping_words(page: str) -> Callable[[View[P]], OpenView[P]]:
    """`signed_in` for views that take a form: what an ended session sends is kept.

    `page` is the route of the page that shows the form, with the same arguments as the view.
    """

    def decorate(view: View[P]) -> OpenView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method != "POST" or request.user.is_authenticated or _is_htmx(request):
                return signed_in(view)(request, *args, **kwargs)
            shown_at = reverse(page, kwargs=kwargs)
            _keep(request, shown_at)
            request.session.set_expiry(WAITS)
            messages.info(
                request,
                _("Votre session a expiré. Connectez-vous\u00a0: ce que vous avez saisi vous attend."),
            )
            return redirect_to_login(shown_at)

        setattr(guarded, _PAGE, page)
        return guarded

    return decorate


def keep_expired(request: HttpRequest) -> str:
    """Keep what a form sent that was refused for its security token; return the page that shows it again.

    Empty, and nothing is kept, unless the form was made for this very person: no other site can make one.
    """
    match, user = request.resolver_match, request.user
    page = getattr(match.func, _PAGE, "") if match else ""
    if not (match and page and isinstance(user, User)) or _is_htmx(request):
        return ""
    if not submission.belongs_to(user, request.POST.get("submission_key", "")):
        return ""
    shown_at = reverse(page, kwargs=match.kwargs)
    _keep(request, shown_at)
    return shown_at


def restore(request: SignedInRequest) -> QueryDict | None:
    """What this person had typed into this page when the session ended, once; None when there is nothing."""
    kept = request.session.get(_SLOT)
    if not kept or kept["page"] != request.path:
        return None
    del request.session[_SLOT]
    typed = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        typed.setlist(name, values)
    if not submission.belongs_to(request.user, typed.get("submission_key", "")):
        return None
    messages.info(request, _("Votre session avait expiré\u202f; ce que vous aviez saisi est là."))
    if kept["had_files"]:
        messages.warning(request, _("Les fichiers n’ont pas pu être gardés\u00a0: joignez-les de nouveau."))
    return typed


def _keep(request: HttpRequest, page: str) -> None:
    request.session[_SLOT] = {
        "page": page,
        "fields": _bounded(request.POST),
        "had_files": bool(request.FILES),
    }


def _bounded(post: QueryDict) -> dict[str, list[str]]:
    """The fields that were typed, cut where they pass the limit; the token that says whose they are comes first."""
    left = MAX_CHARACTERS
    fields: dict[str, list[str]] = {}
    names = sorted(post, key=lambda name: (name != "submission_key", sum(map(len, post.getlist(name)))))
    for name in names[:MAX_FIELDS]:
        if name == "csrfmiddlewaretoken" or len(name) > 100:
            continue
        fields[name] = []
        for value in post.getlist(name)[:MAX_FIELDS]:
            fields[name].append(value[:left])
            left -= len(fields[name][-1])
    return fields


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _poll_ended() -> HttpResponse:
    """Tell htmx to stop asking, and touch nothing: what is being typed stays, and is kept when it is sent."""
    return HttpResponse(status=286, headers={"HX-Reswap": "none"})


def fields_of(typed: QueryDict) -> dict[str, Any]:
    """The restored words as initial values of a form."""
    return {name: typed.get(name) for name in typed}

"""Who may open the pages on webhooks: out of sight 404, forbidden 403, nobody known to the login."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from webhooks import access
from webhooks.models import Subscription

P = ParamSpec("P")


class ManagerRequest(HttpRequest):
    """A request of somebody who looks after the webhooks of their organisation."""

    user: User


Page = Callable[Concatenate[ManagerRequest, P], HttpResponse]
OpenPage = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
OneView = Callable[Concatenate[ManagerRequest, Subscription, P], HttpResponse]


def manager_page(view: Page[P]) -> OpenPage[P]:
    """A page for those who look after webhooks; others log in first, and come back to what can be read."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            is_read = request.method in {"GET", "HEAD"}
            return redirect_to_login(request.get_full_path() if is_read else reverse("webhooks:list"))
        if not access.may_manage(request.user):
            raise PermissionDenied
        return view(cast("ManagerRequest", request), *args, **kwargs)

    return guarded


def subscription_page(view: OneView[P]) -> Callable[..., HttpResponseBase]:
    """The same for a page on one subscription: `view` gets the one that the address names."""

    @wraps(view)
    def found(request: ManagerRequest, /, pk: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        subscription = get_object_or_404(access.in_sight(request.user), pk=pk)
        return view(request, subscription, *args, **kwargs)

    return manager_page(found)

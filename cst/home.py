"""The front door, and what is said when something went wrong: a page, or the problem of a program."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from accounts.models import User
from api import problems
from tickets.drafting import interrupted


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to where they work."""
    user = request.user
    assert isinstance(user, User)
    if user.is_customer:
        return redirect("portal:home")
    if user.is_engineer:
        return redirect("console:queue")
    if user.is_sales:
        return redirect("console:contracts")
    if user.is_staff:
        return redirect("admin:index")
    return render(request, "no_role.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that could not be read; one that was not read because of its size is told so (413)."""
    if isinstance(exception, RequestDataTooBig) and not request.path.startswith(problems.PREFIX):
        return render(request, "413.html", status=413)
    return problems.outside_a_view(request, 400) or render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problems.outside_a_view(request, 403, exception) or render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the session, as after logging in again in another tab; its words are kept if they can be."""
    if problem := problems.outside_a_view(request, 403):
        return problem
    kept = interrupted.keep_expired(request)
    return render(request, "csrf_failure.html", {"kept_at": kept}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problems.outside_a_view(request, 404) or render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Said without the database, which may be what failed: no person, no opening hours, but the telephone."""
    if problem := problems.outside_a_view(request, 500):
        return problem
    reachable = {"support_phone": settings.SUPPORT_PHONE, "support_address": settings.SUPPORT_ADDRESS}
    # As a variable, `request` brings the theme of its cookie; as a request it would bring the context processors.
    return HttpResponse(render_to_string("500.html", {"request": request, **reachable}), status=500)

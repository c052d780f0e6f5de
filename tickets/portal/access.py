"""Who may open the portal: resellers and end customers. Everybody else is told 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from accounts.models import User
from tickets import assistance, remote_access
from tickets.drafting.interrupted import (
    OpenView,
    SignedInRequest,
    View,
    keeping_words,
    signed_in,
)
from tickets.models import Estimate, Ticket, VendorCase
from tickets.numbering import is_number
from tickets.portal import parts

P = ParamSpec("P")


def customers_only(view: View[P]) -> View[P]:
    """The view for people of a reseller or an end customer."""

    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_customer:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def portal_page(view: View[P]) -> OpenView[P]:
    """A page of the portal: log in first, then customers only."""
    return signed_in(customers_only(view))


def portal_form(page: str) -> Callable[[View[P]], OpenView[P]]:
    """The same for a form: words sent after the session ended are kept for the page of route `page`."""

    def decorate(view: View[P]) -> OpenView[P]:
        return keeping_words(page)(customers_only(view))

    return decorate


def ticket_in_sight(user: User, number: str) -> Ticket:
    """The ticket `number` if `user` may see it, else 404; with what `parts` reads."""
    if not is_number(number):
        raise Http404
    rows = (
        Ticket.objects.visible_to(user)
        .select_related("organisation", "reseller", "device__product")
        .annotate(without_sessions=remote_access.WITHOUT_SESSIONS, **parts.said_beside())
    )
    ticket = get_object_or_404(rows, number=number.upper())
    estimates = assistance.with_account(Estimate.objects.select_related("proposed_by"))
    prefetch_related_objects(
        [ticket],
        parts.prefetch(ticket, "vendor_cases", VendorCase.objects.select_related("vendor")),
        parts.prefetch(ticket, "estimates", estimates),
    )
    return ticket

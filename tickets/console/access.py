"""Who may open the console: engineers and leads everywhere; sales what is sold (contracts, renewals, credits, files of
the ERP), who calls, and the hours, which leads alone edit; leads alone all waivers.

Out of sight 404, forbidden 403.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from accounts.models import User
from tickets.console import gathering, queue
from tickets.drafting.interrupted import OpenView, SignedInRequest, View, keeping_words, signed_in
from tickets.models import Ticket
from tickets.numbering import is_number
from tickets.visibility import TicketQuerySet

P = ParamSpec("P")
TicketView = Callable[[SignedInRequest, Ticket], HttpResponseBase]
NumberView = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def console_page(view: View[P]) -> OpenView[P]:
    """A page for engineers and leads."""
    return signed_in(_only(lambda user: user.is_engineer, view))


def centre_page(view: View[P]) -> OpenView[P]:
    """A page for everybody at the centre, sales included."""
    return signed_in(_only(lambda user: user.is_centre, view))


def engineer_form(page: str) -> Callable[[View[P]], OpenView[P]]:
    """A form for engineers and leads, at the route `page`: what is sent after the session ended is kept for it."""
    return _form(page, lambda user: user.is_engineer)


def lead_page(view: View[P]) -> OpenView[P]:
    """A page for leads."""
    return signed_in(_only(lambda user: user.is_lead, view))


def sales_page(view: View[P]) -> OpenView[P]:
    """A page for sales and leads."""
    return signed_in(_only(lambda user: user.handles_contracts, view))


def sales_form(page: str) -> Callable[[View[P]], OpenView[P]]:
    """A form for sales and leads, at the route `page`: who sends it after the session ended comes back there."""
    return _form(page, lambda user: user.handles_contracts)


def lead_form(page: str) -> Callable[[View[P]], OpenView[P]]:
    """A form for leads, at the route `page`: what is sent after the session ended is kept for it."""
    return _form(page, lambda user: user.is_lead)


def ticket_page(view: TicketView) -> NumberView:
    """A page of one ticket: `view` gets the ticket that the address names, with what comes next in the queue."""
    return signed_in(_on_ticket(view))


def ticket_form(view: TicketView) -> NumberView:
    """The same for what is sent from that page: words sent after the session ended are kept for it."""
    return keeping_words("console:ticket")(_on_ticket(view))


def own_ticket_form(page: str) -> Callable[[TicketView], NumberView]:
    """The same for a form that has a page of its own, at the route `page`."""
    return lambda view: keeping_words(page)(_on_ticket(view))


def in_sight(user: User) -> TicketQuerySet:
    """The tickets that `user` sees, with all that a line or a page says of them: one query."""
    return Ticket.objects.visible_to(user).select_related(
        "organisation__credit_account",
        "requester",
        "escalated_by",
        "reseller__credit_account",
        "assignee",
        "device__product__vendor",
        "device__version_stated_by",
        "contract__level",
        "contract__reseller",
        "contract__end_customer",
        "contract__sales_contact",
        "merged_into",
    )


def _form(page: str, allowed: Callable[[User], bool]) -> Callable[[View[P]], OpenView[P]]:
    def decorate(view: View[P]) -> OpenView[P]:
        return keeping_words(page)(_only(allowed, view))

    return decorate


def _only(allowed: Callable[[User], bool], view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not allowed(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _on_ticket(view: TicketView) -> Callable[[SignedInRequest, str], HttpResponseBase]:
    @wraps(view)
    def found(request: SignedInRequest, number: str) -> HttpResponseBase:
        if not is_number(number):
            raise Http404
        seen = gathering.light(Ticket.objects.visible_to(request.user))
        ticket = get_object_or_404(seen.annotate(next_in_queue=queue.next_after(request.user)), number=number)
        if not request.user.is_engineer:
            raise PermissionDenied
        gathering.gather_with_team(ticket)
        return view(request, ticket)

    return found

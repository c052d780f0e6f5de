"""What needs me, what goes on, and one large way to open a request."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.time_credit import statement
from tickets.drafting import drafts
from tickets.drafting.interrupted import SignedInRequest
from tickets.portal import filters, lists
from tickets.portal.access import portal_page

SHOWN = 10


@require_safe
@portal_page
def home(request: SignedInRequest) -> HttpResponse:
    """The first page after login."""
    user, now = request.user, timezone.now()
    tickets = lists.in_sight(user)
    waiting = filters.waiting_for(user)
    others = tickets.filter(filters.going_on(now)).exclude(waiting)
    context = {
        "waiting": lists.lines(tickets.filter(waiting)[:SHOWN], user, now),
        "going_on": lists.lines(others[:SHOWN], user, now),
        "going_on_count": others.count(),
        "drafts": drafts.unsent_tickets(user),
    }
    assert user.organisation is not None  # portal_page let nobody else in
    account = statement.account_of(user.organisation)
    if account is not None or user.is_reseller:
        context["credit"] = statement.some_hours(account.balance_minutes if account is not None else 0)
    return render(request, "portal/home.html", context)

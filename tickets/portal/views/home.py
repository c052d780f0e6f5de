"""What needs me, what goes on, and one large way to open a request."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.time_credit import statement
from tickets.drafting.interrupted import SignedInRequest
from tickets.portal import home_page
from tickets.portal.access import portal_page


@require_safe
@portal_page
def home(request: SignedInRequest) -> HttpResponse:
    """The first page after login."""
    user = request.user
    context: dict[str, object] = {"home": home_page.home(user, timezone.now())}
    assert user.organisation is not None  # portal_page let nobody else in
    account = statement.account_of(user.organisation)
    if account is not None or user.is_reseller:
        context["credit"] = statement.some_hours(account.balance_minutes if account is not None else 0)
    return render(request, "portal/home.html", context)

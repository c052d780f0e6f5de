"""The contracts, for sales and engineers; the renewals asked for, for sales and leads."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contracts import finding
from contracts.ending import renewals
from contracts.models import RenewalRequest
from sla.wording import PARIS
from tickets.console import contract_list, rail, renewal_list
from tickets.console.access import centre_page, sales_page
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed


@require_safe
@centre_page
def contracts(request: SignedInRequest) -> HttpResponse:
    """Every contract, ?q= words to look for: number, reseller, end customer, serial or product."""
    now, words = timezone.now(), typed(request.GET, "q", 100)
    assert request.user.organisation is not None  # centre_page let nobody else in
    today = now.astimezone(PARIS).date()
    found = finding.contracts_of(request.user.organisation, words, today)
    page = Paginator(found, contract_list.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "page": page,
        "query": urlencode({"q": words}) if words else "",
        "lines": contract_list.lines(list(page), request.user, today),
        "rail": rail.groups(request.user, now, "contracts"),
    }
    return render(request, "console/contracts.html", context)


@require_safe
@sales_page
def renewal_requests(request: SignedInRequest) -> HttpResponse:
    """The renewals asked for, those to handle first, ?page=."""
    now = timezone.now()
    page = Paginator(renewals.requests(), renewal_list.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": renewal_list.lines(page, now.astimezone(PARIS).date()),
        "rail": rail.groups(request.user, now, "renewals"),
    }
    return render(request, "console/renewals.html", context)


@require_POST
@sales_page
def renewal_handled(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a renewal as handled."""
    asked = renewals.handle(get_object_or_404(RenewalRequest, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("Renouvellement de %s\u00a0: traité.") % asked.contract)
    return redirect("console:renewals")

"""The contracts, for sales and engineers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from sla.wording import PARIS
from tickets.console import contract_list, rail
from tickets.console.access import centre_page
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed


@require_safe
@centre_page
def contracts(request: SignedInRequest) -> HttpResponse:
    """Every contract, ?q= words to look for: number, reseller, end customer, serial or product."""
    now, words = timezone.now(), typed(request.GET, "q", 100)
    assert request.user.organisation is not None  # centre_page let nobody else in
    today = now.astimezone(PARIS).date()
    found = contract_list.contracts_of(request.user.organisation, words, today)
    page = Paginator(found, contract_list.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "page": page,
        "query": urlencode({"q": words}) if words else "",
        "lines": contract_list.lines(page.object_list, today),
        "rail": rail.groups(request.user, now, "contracts"),
    }
    return render(request, "console/contracts.html", context)

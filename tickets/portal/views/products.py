"""The devices of one's organisation, and what covers each."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts import credit, sentences
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.portal import devices
from tickets.portal.access import portal_page


@require_safe
@portal_page
def products(request: SignedInRequest) -> HttpResponse:
    """?q= serial or product, ?page=."""
    user = request.user
    words = typed(request.GET, "q", 100)
    rows = devices.matching(devices.in_sight(user), words)
    page = Paginator(rows, devices.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "devices": devices.covered(list(page.object_list), user, timezone.now()),
        "words": words,
        "query": urlencode({"q": words}),
    }
    if user.is_reseller and user.organisation is not None:
        context["credit"] = sentences.hours(credit.balance(user.organisation))
    return render(request, "portal/products.html", context)

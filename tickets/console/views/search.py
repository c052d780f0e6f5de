"""The search over everything that was said, and what the same words find around the tickets."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tickets.console import around_search, filters, rail, searching
from tickets.console.access import centre_page, console_page
from tickets.console.searching import Sought
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.full_text import CHECKED, MOST


@require_safe
@console_page
def search(request: SignedInRequest) -> HttpResponse:
    """The fields of `Sought`, ?page=."""
    user, now, sought = request.user, timezone.now(), Sought.read(request.GET)
    offered = filters.choices()
    context = {
        "sought": sought,
        "found": searching.results(sought, user, request.GET.get("page"), now),
        "query": sought.query,
        "around": urlencode({"q": sought.q}),
        "chips": searching.chips(sought, offered),
        "choices": offered,
        "most": MOST,
        "checked": CHECKED,
        "rail": rail.groups(user, now, "search"),
    }
    return render(request, "console/search.html", context)


@require_safe
@centre_page
def around(request: SignedInRequest) -> HttpResponse:
    """What ?q= finds besides tickets: customers, people, devices, notes."""
    words = typed(request.GET, "q", Sought.LONGEST)
    groups = around_search.groups(words, request.user, timezone.now())
    return render(request, "console/_search_around.html", {"groups": groups, "words": words})

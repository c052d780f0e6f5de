"""The list of incidents."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.portal import lists
from tickets.portal.access import portal_page
from tickets.portal.lists import Shown


@require_safe
@portal_page
def tickets(request: SignedInRequest) -> HttpResponse:
    """?voir= which list, ?q= what to look for, ?page=."""
    user, now = request.user, timezone.now()
    words = typed(request.GET, "q", 100)
    asked = request.GET.get("voir", "")
    # Somebody who searches wants it found wherever it stands.
    default = Shown.ALL if words else Shown.OPEN
    shown = Shown(asked) if asked in set(Shown) else default
    rows = lists.found(lists.chosen(lists.in_sight(user), shown, user, now), words)
    page = Paginator(rows, lists.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lists.lines(page.object_list, user, now),
        "choices": list(Shown),
        "shown": shown,
        "words": words,
        "query": urlencode({"voir": shown, "q": words}),
    }
    return render(request, "portal/tickets.html", context)

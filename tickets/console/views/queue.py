"""The queue, and the other lists of tickets."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from tickets.console import queue as queues
from tickets.console import rail
from tickets.console.access import console_page, in_sight
from tickets.console.queue import QueueView
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed


@require_safe
@vary_on_headers("HX-Request")
@console_page
def queue(request: SignedInRequest) -> HttpResponse:
    """A list of tickets, ?vue= which one, ?q= words to look for; for htmx, its rows and the counts of the rail."""
    now, user = timezone.now(), request.user
    view, words = QueueView.named(request.GET.get("vue")), typed(request.GET, "q", 100)
    tickets = queues.tickets_of(view, queues.found(in_sight(user), words), user, now)
    page = Paginator(tickets, queues.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "view": view,
        "words": words,
        "page": page,
        "query": urlencode({"vue": view, **({"q": words} if words else {})}),
        "lines": queues.lines(page.object_list, now, grouped=view is QueueView.TO_ANSWER),
        "rail": rail.groups(user, now, view),
        "search_in": QueueView.ALL,
    }
    polled = request.headers.get("HX-Request") == "true"
    return render(request, "console/_queue_update.html" if polled else "console/queue.html", context)

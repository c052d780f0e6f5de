"""The queue, and the other lists of tickets."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from tickets.console import queue_page
from tickets.console.access import console_page
from tickets.console.queue_page import Asked
from tickets.drafting.interrupted import SignedInRequest


@require_safe
@vary_on_headers("HX-Request")
@console_page
def queue(request: SignedInRequest) -> HttpResponse:
    """A list of tickets, as `Wanted` reads the address, ?garde= the kept view it came by, ?page=.

    For htmx, its rows and the counts of the rail; nothing while they are what ?vu= says was seen.
    """
    asked = Asked.of(request)
    if request.headers.get("HX-Request") != "true":
        return render(request, "console/queue.html", queue_page.whole(asked))
    if queue_page.is_unchanged(asked, request.GET.get("vu", "")):
        return HttpResponse(status=204)
    return render(request, "console/_queue_update.html", queue_page.rows(asked))

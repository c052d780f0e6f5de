"""The waivers, for leads: the list and its export."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from contracts import spreadsheets
from sla.wording import PARIS
from tickets.console import rail, waivers
from tickets.console.access import lead_page
from tickets.console.waiver_search import WaiverSearchForm
from tickets.drafting.interrupted import SignedInRequest


@require_safe
@lead_page
def waivers_(request: SignedInRequest) -> HttpResponse:
    """Every waiver, the latest first; ?par= who granted it, ?depuis= and ?jusqu= days, ?page=."""
    now = timezone.now()
    form = WaiverSearchForm(request.GET)
    page = Paginator(waivers.granted(form.wanted()), waivers.PAGE_SIZE).get_page(request.GET.get("page"))
    sought = {name: value for name in form.fields if (value := request.GET.get(name))}
    context = {
        "form": form,
        "page": page,
        "query": urlencode(sought),
        "waivers": list(waivers.in_words(page.object_list)),
        "this_month": waivers.this_month(now),
        "today": now.astimezone(PARIS).date(),
        "rail": rail.groups(request.user, now, "waivers"),
    }
    return render(request, "console/waivers.html", context, status=200 if form.is_valid() else 422)


@require_safe
@lead_page
def waivers_csv(request: SignedInRequest) -> HttpResponseBase:
    """What the list holds as a file; the same questions."""
    form = WaiverSearchForm(request.GET)
    if not form.is_valid():
        return waivers_(request)
    day = timezone.now().astimezone(PARIS).date()
    return spreadsheets.csv_answer(waivers.rows(form.wanted()), f"derogations-{day.isoformat()}")

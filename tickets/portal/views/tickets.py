"""The list of incidents: what is shown, the same as a file, and the filters that a person keeps."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contracts.models import Channel
from tickets import search
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.models import SavedFilter, Status
from tickets.portal import exports, filters, lists, saved_filters
from tickets.portal.access import portal_page
from tickets.portal.filters import Shown, Wanted
from tickets.portal.latest import InOrder
from tickets.visibility import TicketQuerySet


@require_safe
@portal_page
def tickets(request: SignedInRequest) -> HttpResponse:
    """The filters of `Wanted`, ?page=."""
    user, now, wanted = request.user, timezone.now(), Wanted.read(request.GET)
    seen = lists.in_sight(user)
    found = InOrder(
        filters.chosen(seen, wanted, user, now),
        user,
        shown=seen,
        by_deadline=wanted.by_deadline,
        first=search.named(wanted.q, now),
        searched=bool(wanted.q.strip()),
    )
    page = Paginator(found, lists.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "more": found.is_more,
        "lines": lists.lines(page.object_list, user, now),
        "choices": [(each, wanted.but(voir=each)) for each in Shown],
        "shown": wanted.shown,
        "wanted": wanted,
        "chips": filters.chips(wanted),
        "query": wanted.but(),
        "saved": list(user.saved_filters.all()),
        "statuses": Status.choices,
        "channels": Channel.choices,
        "severities": "1234",
    }
    return render(request, "portal/tickets.html", context)


@require_safe
@portal_page
def tickets_csv(request: SignedInRequest) -> HttpResponseBase:
    """All pages of what the same address shows, for a spreadsheet."""
    return exports.csv_file(_all(request), timezone.now())


@require_safe
@portal_page
def tickets_xlsx(request: SignedInRequest) -> HttpResponseBase:
    """The same as a workbook."""
    return exports.xlsx_file(_all(request), timezone.now())


def _all(request: SignedInRequest) -> TicketQuerySet:
    wanted = Wanted.read(request.GET)
    rows = filters.chosen(lists.in_sight(request.user), wanted, request.user, timezone.now())
    return rows.order_by("due_at", "id") if wanted.by_deadline else rows


@require_POST
@portal_page
def saved_filter_new(request: SignedInRequest) -> HttpResponse:
    """Keep the filter `query` under `name`."""
    query = typed(request.POST, "query", 2000)
    try:
        row = saved_filters.save(request.user, typed(request.POST, "name", 100), query, timezone.now())
    except saved_filters.NotSaved as refused:
        messages.error(request, str(refused))
        return _list(Wanted.read(QueryDict(query)).query)
    messages.success(request, _("Filtre «\u00a0%s\u00a0» enregistré.") % row.name)
    return _list(row.query)


@require_POST
@portal_page
def saved_filter(request: SignedInRequest, key: int) -> HttpResponse:
    """Rename one of one's own filters to `name`, or with `delete` forget it."""
    row = get_object_or_404(SavedFilter, owner=request.user, pk=key)
    if "delete" in request.POST:
        row.delete()
        messages.success(request, _("Filtre «\u00a0%s\u00a0» supprimé.") % row.name)
        return _list("")
    try:
        saved_filters.rename(row, typed(request.POST, "name", 100))
    except saved_filters.NotSaved as refused:
        messages.error(request, str(refused))
    return _list(row.query)


def _list(query: str) -> HttpResponse:
    return redirect(f"{reverse('portal:tickets')}?{query}")

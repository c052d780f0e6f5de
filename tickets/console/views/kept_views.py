"""The views of the list that are kept under a name, and the columns that one sees."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets.console import columns, kept_views
from tickets.console.access import console_page
from tickets.console.columns import NAMELESS
from tickets.console.filters import Wanted
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.models import KeptView


@require_POST
@console_page
def kept_view_new(request: SignedInRequest) -> HttpResponse:
    """Keep the list `query` under `name`, with the columns it is shown with; `shared` with the team or not."""
    asked, user = request.POST, request.user
    query = typed(asked, "query", 2000)
    try:
        row = kept_views.keep(
            user,
            typed(asked, "name", 100),
            query,
            shown=asked.getlist("colonnes"),
            shared="shared" in asked,
            at=timezone.now(),
        )
    except kept_views.NotKept as refused:
        messages.error(request, str(refused))
        return _list(Wanted.read(QueryDict(query)).query)
    messages.success(request, _("Vue «\u00a0%s\u00a0» enregistrée.") % row.name)
    return _of(row)


@require_POST
@console_page
def kept_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a view to `name` and share it or not, or with `delete` forget it: its owner, or a lead if it is shared."""
    named = kept_views.in_sight(request.user).exclude(name=NAMELESS)
    row = get_object_or_404(named, pk=pk)
    if "delete" in request.POST:
        kept_views.delete(row, actor=request.user)
        messages.success(request, _("Vue «\u00a0%s\u00a0» supprimée.") % row.name)
        return _list(row.query)
    try:
        name, shared = typed(request.POST, "name", 100), "shared" in request.POST
        kept_views.change(row, name, shared=shared, actor=request.user)
        messages.success(request, _("Vue «\u00a0%s\u00a0» changée.") % row.name)
    except kept_views.NotKept as refused:
        messages.error(request, str(refused))
    return _of(row)


@require_POST
@console_page
def columns_(request: SignedInRequest) -> HttpResponse:
    """Show these `colonnes`: in the kept view `garde` where one may change it, else in one's own lists."""
    asked, user = request.POST, request.user
    chosen, kept = asked.getlist("colonnes"), typed(asked, "garde", 12)
    query = Wanted.read(QueryDict(typed(asked, "query", 2000))).query
    row = kept_views.in_sight(user).filter(pk=kept).first() if kept.isdecimal() else None
    if row is not None and kept_views.may_change(row, user):
        kept_views.show(row, chosen, actor=user)
        return _of(row)
    columns.choose(user, chosen, timezone.now())
    return _list(query)


def _of(row: KeptView) -> HttpResponse:
    return _list(f"{row.query}&{urlencode({'garde': row.pk})}")


def _list(query: str) -> HttpResponse:
    return redirect(f"{reverse('console:queue')}?{query}")

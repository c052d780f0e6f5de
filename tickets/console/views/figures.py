"""The dashboards, for engineers and leads, and each of their tables as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.models import User
from sla.wording import PARIS
from tickets.console import rail
from tickets.console.access import console_page
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket
from tickets.reporting import files, opinions, sheets
from tickets.reporting.periods import Period, Unit
from tickets.reporting.scope import Scope
from tickets.reporting.scope_form import ScopeForm
from tickets.reporting.sheet_answers import level_names
from tickets.reporting.sheets import Sheet

_FILES = {"csv": files.csv_file, "xlsx": files.xlsx_file}


@require_safe
@console_page
def figures(request: SignedInRequest) -> HttpResponse:
    """One sheet of figures (?feuille=) on a period, a reseller and a level (`ScopeForm`)."""
    sheet, levels = Sheet.named(request.GET.get("feuille")), level_names()
    form, scope = _asked(request.user, request.GET, levels)
    facts, shown = sheets.build(sheet, scope, levels)
    query = _query(request.GET, scope.period)
    context = {
        "form": form,
        "period": scope.period,
        "sheet": sheet,
        "tabs": [(each, f"?feuille={each.value}&{query}") for each in Sheet],
        "facts": facts,
        "figures": shown,
        "comments": opinions.comments(scope) if sheet is Sheet.OPINIONS else [],
        "query": query,
        "earlier": _query(request.GET, scope.period.before()),
        "later": _query(request.GET, scope.period.after()),
        "rail": rail.groups(request.user, scope.now, "figures"),
    }
    return render(request, "console/figures/page.html", context, status=200 if form.is_valid() else 422)


@require_safe
@console_page
def figures_file(request: SignedInRequest, key: str, kind: str) -> HttpResponseBase:
    """One table as "csv" or "xlsx"; the same questions as the page."""
    if key not in sheets.TABLES or kind not in _FILES:
        raise Http404
    levels = level_names()
    form, scope = _asked(request.user, request.GET, levels)
    if not form.is_valid():
        return figures(request)
    return _FILES[kind](sheets.table(key, scope, levels), scope.period)


def _asked(user: User, asked: QueryDict, levels: dict[str, str]) -> tuple[ScopeForm, Scope]:
    now = timezone.now()
    form = ScopeForm(asked, levels, now.astimezone(PARIS).date())
    scope = Scope(Ticket.objects.visible_to(user), form.period(), now, form.reseller(), form.level())
    return form, scope


def _query(asked: QueryDict, period: Period) -> str:
    """What an address carries on: the period, and what else narrows."""
    days: dict[str, Any] = (
        {"depuis": period.first, "jusqu": period.last} if period.unit is Unit.DAYS else {"jour": period.first}
    )
    narrowed = {name: value for name in ("revendeur", "niveau") if (value := asked.get(name))}
    return urlencode({"periode": period.unit.value, **days, **narrowed})

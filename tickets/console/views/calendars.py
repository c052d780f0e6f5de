"""The opening hours as everybody at the centre reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.views.decorators.http import require_safe

from sla.models import CalendarVersion, timeline
from sla.working_time import FIRST_YEAR, LAST_YEAR
from sla.year_view import Month, Year, year_of
from tickets import calendar_change
from tickets.console import calendar_list, rail
from tickets.console.access import centre_page
from tickets.console.calendar_list import Sheet
from tickets.drafting.interrupted import SignedInRequest


@require_safe
@centre_page
def calendars(request: SignedInRequest) -> HttpResponse:
    """Every calendar in a line: open or not, the hours of today, what is to come."""
    now = timezone.now()
    context = {
        "sheets": calendar_list.sheets(now),
        "may_edit": request.user.is_lead,
        "rail": rail.groups(request.user, now, "calendars"),
    }
    return render(request, "console/calendars/list.html", context)


@require_safe
@centre_page
def calendar(request: SignedInRequest, code: str) -> HttpResponse:
    """One calendar: its week, what is to come, its versions, the year ?annee= day by day.

    Of that year, ?mois= shows one month in words, and ?version= what that version changed.
    """
    now = timezone.now()
    sheet = calendar_list.sheet(get_object_or_404(calendar_list.readable(), code=code), now)
    shown = _version(request, sheet)
    year = year_of(
        timeline(shown) if shown else sheet.hours,
        _number(request, "annee", sheet.today.year, FIRST_YEAR, LAST_YEAR),
        timeline(sheet.versions[shown.number - 2]) if shown else None,
    )
    month = year.months[_number(request, "mois", 1, 1, 12) - 1] if "mois" in request.GET else None
    page = Paginator(sheet.versions[::-1], calendar_list.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "sheet": sheet,
        "year": year,
        "month": month,
        "shown": shown,
        "previous": _neighbour(year, month, shown, -1),
        "next": _neighbour(year, month, shown, 1),
        "page": page,
        "versions": sheet.lines(page.object_list),
        "query": f"annee={year.number}",
        "waiting": calendar_change.waiting(sheet.calendar),
        "may_edit": request.user.is_lead,
        "rail": rail.groups(request.user, now, "calendars"),
    }
    return render(request, "console/calendars/calendar.html", context)


@require_safe
@centre_page
def waiting(request: SignedInRequest, code: str) -> HttpResponse:
    """For htmx: how many deadlines still have to follow the latest version."""
    row = get_object_or_404(calendar_list.readable(), code=code)
    context = {"calendar": row, "waiting": calendar_change.waiting(row)}
    return render(request, "console/calendars/_waiting.html", context)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The year or month beside the one shown."""

    query: str
    label: str


def _neighbour(year: Year, month: Month | None, shown: CalendarVersion | None, step: int) -> Neighbour | None:
    if month is None:
        number = year.number + step
        query = f"annee={number}" if shown is None else f"version={shown.number}&annee={number}"
        return Neighbour(query, str(number)) if FIRST_YEAR <= number <= LAST_YEAR else None
    months = 12 * year.number + month.first.month - 1 + step
    first = date(months // 12, months % 12 + 1, 1)
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        return None
    return Neighbour(f"annee={first.year}&mois={first.month}", format_date(first, "F Y"))


def _version(request: HttpRequest, sheet: Sheet) -> CalendarVersion | None:
    """The version that ?version= names; the first one changed nothing."""
    if "version" not in request.GET:
        return None
    return sheet.versions[_number(request, "version", 2, 2, sheet.latest.number) - 1]


def _number(request: HttpRequest, name: str, default: int, least: int, most: int) -> int:
    """A number of the address; one that is none, or out of bounds, names no page."""
    text = request.GET.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and least <= int(text) <= most):
        raise Http404
    return int(text)

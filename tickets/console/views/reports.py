"""The monthly reports of resellers, for leads: whose there are, and each as a PDF."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from sla.wording import PARIS
from tickets.console import rail
from tickets.console.access import lead_page
from tickets.drafting.interrupted import SignedInRequest
from tickets.models import Ticket
from tickets.reporting import kept, monthly, monthly_pdf
from tickets.reporting.periods import Unit, containing
from tickets.reporting.scope import Scope

PAGE_SIZE = 50


@require_safe
@lead_page
def reports(request: SignedInRequest) -> HttpResponse:
    """The resellers with requests in a month (?mois=2026-10; the last whole one by default), the most first; ?page=."""
    now = timezone.now()
    period = containing(Unit.MONTH, _month(request.GET.get("mois"), now.astimezone(PARIS).date()))
    found = kept.resellers(Scope(Ticket.objects.visible_to(request.user), period, now))
    month = f"{period.first:%Y-%m}"
    context = {
        "period": period,
        "month": month,
        "earlier": f"{period.before().first:%Y-%m}",
        "later": f"{period.after().first:%Y-%m}",
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": f"mois={month}",
        "rail": rail.groups(request.user, now, "reports"),
    }
    return render(request, "console/figures/reports.html", context)


@require_safe
@lead_page
def report_pdf(request: SignedInRequest, pk: int, month: str) -> HttpResponse:
    """The month of one reseller, in its own language."""
    reseller = get_object_or_404(Organisation, pk=pk, kind=Organisation.Kind.RESELLER)
    try:
        first = monthly.month_typed(month)
    except ValueError:
        raise Http404 from None
    found = monthly.of(reseller, first, Ticket.objects.visible_to(request.user), timezone.now())
    with translation.override(monthly.language_of(reseller)):
        response = HttpResponse(monthly_pdf.render(found), content_type="application/pdf")
    name = f"rapport-{slugify(reseller.name)}-{first:%Y-%m}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _month(typed: str | None, today: date) -> date:
    """The month that was asked for; for anything else the last one that is over."""
    try:
        return monthly.month_typed(typed or "")
    except ValueError:
        return containing(Unit.MONTH, today).before().first

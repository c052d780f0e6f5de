"""Problems that come back: all of them, and those that somebody does not want to see for a while."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contracts.models import Product
from tickets import recurring
from tickets.console import rail
from tickets.console.access import console_page, engineer_form
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed

# For how long one may be left aside, in days.
FOR_DAYS = (7, 30, 90)


@require_safe
@console_page
def problems(request: SignedInRequest) -> HttpResponse:
    """Those to look at first, then those that a note covers or somebody left aside."""
    now = timezone.now()
    found = recurring.problems(request.user, now)
    context = {
        "open": [each for each in found if each.is_pointed_out],
        "covered": [each for each in found if each.note is not None],
        "dismissed": [each for each in found if each.note is None and each.dismissal is not None],
        "most": recurring.MOST if len(found) == recurring.MOST else None,
        "days": recurring.WINDOW.days,
        "fewest": recurring.FEWEST,
        "for_days": FOR_DAYS,
        "rail": rail.groups(request.user, now, "notes"),
    }
    return render(request, "console/notes/recurring.html", context)


@require_POST
@engineer_form("console:recurring")
def dismissal(request: SignedInRequest) -> HttpResponse:
    """Leave one aside for some days."""
    product, version = _named(request)
    days = typed(request.POST, "days", 3)
    if days not in map(str, FOR_DAYS):
        raise BadRequest
    recurring.dismiss(product, version, days=int(days), by=request.user, at=timezone.now())
    said = {"name": f"{product} {version}", "days": days}
    messages.success(request, _("%(name)s n’est plus signalé pendant %(days)s jours.") % said)
    return redirect("console:recurring")


@require_POST
@engineer_form("console:recurring")
def return_(request: SignedInRequest) -> HttpResponse:
    """Point one out again."""
    product, version = _named(request)
    recurring.point_out_again(product, version)
    messages.success(request, _("%s est signalé de nouveau.") % f"{product} {version}")
    return redirect("console:recurring")


def _named(request: SignedInRequest) -> tuple[Product, str]:
    key = typed(request.POST, "product", 12)
    product = get_object_or_404(Product, pk=key if key.isdecimal() else 0)
    return product, typed(request.POST, "version", 40)

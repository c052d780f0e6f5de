"""The contracts of one's organisation: the list, one of them with all its devices, asking for its renewal."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from contracts import level_offers
from contracts.ending import renewals
from contracts.ending.renewals import RenewalNotPossible
from contracts.models import Contract
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.portal import contracts_page
from tickets.portal.access import portal_form, portal_page


@require_safe
@portal_page
def contracts(request: SignedInRequest) -> HttpResponse:
    """?q= number, customer, serial or product, ?page=."""
    user, now = request.user, timezone.now()
    words = typed(request.GET, "q", 100)
    found = contracts_page.contracts_of(user, words, now)
    page = Paginator(found, contracts_page.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cards": contracts_page.cards(list(page), user, now),
        "words": words,
        "query": urlencode({"q": words}) if words else "",
    }
    return render(request, "portal/contracts.html", context)


@require_safe
@portal_page
def contract(request: SignedInRequest, number: str) -> HttpResponse:
    """One contract with its devices, ?page= of them, and what its level gives beside the others."""
    user, now = request.user, timezone.now()
    found = _in_sight(user, number)
    page = Paginator(contracts_page.devices(found), contracts_page.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    levels = level_offers.offers()
    [line] = contracts_page.lines([found], levels, user, now)
    context = {
        "line": line,
        "page": page,
        "devices": contracts_page.covered_lines(list(page), found, now),
        "offers": levels.values(),
        "rows": level_offers.compared(levels.values()),
    }
    return render(request, "portal/contract.html", context)


@require_POST
@portal_form("portal:contract")
def renewal(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask that a contract goes on."""
    found = _in_sight(request.user, number)
    try:
        asked, is_new = renewals.request(found, by=request.user, at=timezone.now())
    except RenewalNotPossible as refused:
        messages.error(request, str(refused))
    else:
        say = messages.success if is_new else messages.info
        say(request, f"{renewals.said(asked, request.user)}.")
    return redirect("portal:contract", number=number)


def _in_sight(user: User, number: str) -> Contract:
    """The contract `number` if `user` may know of it, else 404."""
    if "\x00" in number:
        raise Http404
    return get_object_or_404(contracts_page.in_sight(user), number=number)

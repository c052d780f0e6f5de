"""The devices of one's organisation, and what covers each."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contracts import credit, sentences, versions_stated
from contracts.models import Device
from contracts.versions_stated import VersionRefused, state_version
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed
from tickets.portal import devices, notes
from tickets.portal.access import portal_page


@require_safe
@portal_page
def products(request: SignedInRequest) -> HttpResponse:
    """?q= serial or product, ?page=."""
    return _page(request, typed(request.GET, "q", 100))


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def version(request: SignedInRequest, serial: str) -> HttpResponse:
    """State the installed version of a device that is covered today; asked without a form, the device is shown."""
    found, now = _in_sight(request, serial), timezone.now()
    shown = f"{reverse('portal:products')}?{urlencode({'q': found.serial})}"
    if request.method != "POST":
        return redirect(shown)
    if not versions_stated.may_state(found, by=request.user, at=now):
        raise PermissionDenied
    stated = typed(request.POST, "version", 200)
    try:
        state_version(found, stated, by=request.user, at=now)
    except VersionRefused as why:
        refused = {"serial": found.serial, "version": stated, "error": str(why)}
        return _page(request, found.serial, refused=refused, status=422)
    messages.success(request, _("Version %s notée\u00a0: la couverture en tient compte.") % stated)
    return redirect(shown)


def _in_sight(request: SignedInRequest, serial: str) -> Device:
    """The device of `serial` if its reader may know of it, else 404."""
    if "\x00" in serial:
        raise Http404
    return get_object_or_404(devices.in_sight(request.user), serial=serial)


def _page(
    request: SignedInRequest, words: str, *, refused: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The devices that hold `words`; `refused` is a version that one of them cannot have."""
    user = request.user
    rows = devices.matching(devices.in_sight(user), words)
    page = Paginator(rows, devices.PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "page": page,
        "devices": devices.covered(shown, user, timezone.now(), notes=notes.counts(user, shown)),
        "words": words,
        "query": urlencode({"q": words}),
        "refused": refused,
        "longest_version": versions_stated.LONGEST,
    }
    if user.is_reseller and user.organisation is not None:
        context["credit"] = sentences.hours(credit.balance(user.organisation))
    return render(request, "portal/products.html", context, status=status)

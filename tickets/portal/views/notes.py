"""Technical notes: the list, one note, and those that resemble what is being typed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from knowledge import finding
from tickets import guidance
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed, without_nul
from tickets.portal import matching as matching_
from tickets.portal import notes as notes_
from tickets.portal.access import portal_page
from tickets.portal.notes import About


@require_safe
@portal_page
def notes(request: SignedInRequest) -> HttpResponse:
    """?q= words, ?pour= what they are about, ?serial= one's device that they are about, ?page=."""
    user, now = request.user, timezone.now()
    words, asked = typed(request.GET, "q", 100), request.GET.get("pour", "")
    about = About(asked) if asked in set(About) else About.ALL
    device = notes_.device_of(user, typed(request.GET, "serial", 60))
    page = Paginator(notes_.chosen(user, about, device, words, now), notes_.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    serial = device.serial if device is not None else ""
    context = {
        "page": page,
        "lines": notes_.lines(page.object_list, words),
        "choices": list(About),
        "about": about,
        "device": device,
        "words": words,
        "query": urlencode({"q": words, "pour": about, "serial": serial}),
    }
    return render(request, "portal/notes.html", context)


@require_safe
@portal_page
def note(request: SignedInRequest, slug: str) -> HttpResponse:
    """One note; ?serial= the device that its reader came from. Out of sight is 404."""
    user = request.user
    row = get_object_or_404(finding.published(user), slug=slug)
    device = notes_.device_of(user, typed(request.GET, "serial", 60))
    return render(request, "portal/note.html", {"sheet": notes_.sheet(row, user, device)})


@require_POST
@portal_page
def matching(request: SignedInRequest) -> HttpResponse:
    """The htmx answer to what is typed into the opening form; 204 when what is shown still holds."""
    serial, subject = typed(request.POST, "serial", 200), typed(request.POST, "subject", 300)
    description = without_nul(guidance.composed(request.POST))[:2000]
    found = matching_.matches(request.user, serial[:60], subject, description, timezone.now())
    if found.key == request.POST.get("matched", ""):
        return HttpResponse(status=204)
    return render(request, "portal/_matches.html", {"matching": found, "swapped": True})

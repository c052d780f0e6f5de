"""The palette's answers: what the words find, as options of its list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.console import palette
from tickets.console.access import centre_page
from tickets.drafting.interrupted import SignedInRequest
from tickets.drafting.reading import typed


@require_safe
@centre_page
def found(request: SignedInRequest) -> HttpResponse:
    """What ?q= finds; nothing for too few signs."""
    words = typed(request.GET, "q", 100)
    return render(
        request, "console/_palette_found.html", {"found": palette.found(words, request.user, timezone.now())}
    )

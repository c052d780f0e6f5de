"""What a browser may keep of our answers: nothing. Files of static/ are WhiteNoise's, and are kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "private, no-store"


def private_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: no answer is stored unless its view says otherwise, neither by a proxy nor by a browser, which
    would show a ticket to whoever goes back after its reader logged out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", POLICY)
        return response

    return middleware

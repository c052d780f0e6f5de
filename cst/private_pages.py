"""What a browser may keep of our answers: nothing. Files of static/ are WhiteNoise's, and are kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "private, no-store"
# What answers a form is a step of a journey: going back to it asks the browser, which may not send the form again.
ANSWER_TO_A_FORM = "private, no-cache"


def private_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: no answer is stored unless its view says otherwise, neither by a proxy nor by a browser, which
    would show a ticket to whoever goes back after its reader logged out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        asked = request.method in {"GET", "HEAD"}
        response.headers.setdefault("Cache-Control", POLICY if asked else ANSWER_TO_A_FORM)
        return response

    return middleware

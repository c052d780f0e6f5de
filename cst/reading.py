"""A request that only reads asks for the hours and commitments of the centre once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sla import remembering

_READING = {"GET", "HEAD"}


def reading_once(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: such a request is one run of work (sla/remembering.py), whatever its page shows of them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _READING:
            return get_response(request)
        with remembering.one_run():
            return get_response(request)

    return middleware

"""What pages may use of the machine they are read on: the camera, for the labels of one's products; nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_NOTHING = ("display-capture", "geolocation", "microphone", "payment", "usb")
POLICY = ", ".join(("camera=(self)", *(f"{feature}=()" for feature in _NOTHING)))


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the Permissions-Policy header on every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        return response

    return middleware

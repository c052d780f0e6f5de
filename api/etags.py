"""ETag and If-Match: what several people edit is changed only by whoever has seen how it stands (RFC 9110)."""

from __future__ import annotations

import hashlib

from django.utils.http import parse_etags
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response


class Changed(APIException):
    """What If-Match names is not how it stands any more."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"


def etag(*state: object) -> str:
    """The strong tag of a state: of everything that an answer shows and a writer must have seen."""
    return '"' + hashlib.sha256(repr(state).encode()).hexdigest()[:32] + '"'


def require_match(request: Request, tag: str) -> None:
    """Raise Changed when the request names another state. Call it with the row locked, or another may come between."""
    named = request.headers.get("If-Match")
    if named is not None and named != "*" and tag not in parse_etags(named):
        raise Changed


def answer(request: Request, tag: str, data: object) -> Response:
    """`data` with its tag, or 304 to whoever has it already."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    headers = {"ETag": tag}
    if tag in known:
        return Response(status=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(data, headers=headers)

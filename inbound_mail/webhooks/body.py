"""The body of a post, read under limits of its own: a mail is larger than any form of ours may be.

Django holds forms at 5 MB; what is read here is put where it looks first, so that the views of anymail find it. The
bytes of each field stay beside: read as text, a mail in another charset than UTF-8 would be lost.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import ChunkIter, LazyStream, MultiPartParserError, Parser
from django.utils.datastructures import MultiValueDict
from django.utils.encoding import force_str
from django.utils.http import parse_header_parameters

# A mail of 40 MB and what a provider says of it. A longer post is refused by its announced length, unread.
LIMIT = 60 * 1024 * 1024
PARTS = 500
_CHUNK = 64 * 1024


class Refused(Exception):
    """The post is not read; `status` is what its sender is answered."""

    status = 400


class TooLong(Refused):
    """The post announces more than `LIMIT`."""

    status = 413


class NoLength(Refused):
    """The post does not say how long it is."""

    status = 411


@dataclass(frozen=True, slots=True)
class Payload:
    """What was posted: the fields of a form as bytes, the last of each name; or a JSON document."""

    fields: dict[str, bytes] = field(default_factory=dict)
    document: Any = None

    def text(self, name: str) -> str:
        """A field as text; empty when there is none."""
        return self.fields.get(name, b"").decode(errors="replace")


def check_length(request: HttpRequest) -> None:
    """Raises TooLong or NoLength before a byte is read."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit():
        raise NoLength
    if int(length) > LIMIT:
        raise TooLong


def read(request: HttpRequest) -> Payload:
    """The body, read once; SuspiciousOperation (400) when it is not what it says to be."""
    body = request.read()
    # Where Django keeps them; there is no public way to hand them to it.
    request._body = body
    if request.content_type == "application/json":
        return Payload(document=_json(body))
    if request.content_type == "multipart/form-data":
        fields, files = _multipart(request, body)
    else:
        fields, files = _urlencoded(body), MultiValueDict[str, SimpleUploadedFile]()
    post = QueryDict(mutable=True)
    for name, value in fields.items():
        post[name] = value.decode(errors="replace")
    request._post, request._files = post, files  # type: ignore[attr-defined]
    return Payload(fields)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SuspiciousOperation("The post is no JSON document.") from error


def _urlencoded(body: bytes) -> dict[str, bytes]:
    pairs = (pair.partition(b"=") for pair in body.split(b"&", PARTS)[:PARTS])
    return {_plain(name).decode(errors="replace"): _plain(value) for name, _equals, value in pairs}


def _plain(encoded: bytes) -> bytes:
    return unquote_to_bytes(encoded.replace(b"+", b" "))


def _multipart(
    request: HttpRequest, body: bytes
) -> tuple[dict[str, bytes], MultiValueDict[str, SimpleUploadedFile]]:
    boundary = parse_header_parameters(request.headers.get("Content-Type", ""))[1].get("boundary", "")
    if not boundary or not boundary.isascii():
        raise SuspiciousOperation("The parts of the post have no boundary.")
    fields, files = dict[str, bytes](), MultiValueDict[str, SimpleUploadedFile]()
    try:
        parts = Parser(LazyStream(ChunkIter(BytesIO(body), _CHUNK)), boundary.encode())
        for number, (_kind, headers, stream) in enumerate(parts):
            if number > PARTS + 1:  # what stands before the first and behind the last counts as two
                raise SuspiciousOperation("The post has too many parts.")
            disposition = headers.get("content-disposition", ("", {}))[1]
            name, filename = disposition.get("name"), disposition.get("filename")
            if name is None:
                continue
            if filename is None:
                fields[force_str(name, errors="replace")] = stream.read()
            else:
                kind = headers.get("content-type", ("application/octet-stream",))[0].strip()
                file = SimpleUploadedFile(
                    force_str(filename, errors="replace") or "file", stream.read(), kind
                )
                files.appendlist(force_str(name, errors="replace"), file)
    except MultiPartParserError as error:
        raise SuspiciousOperation("The parts of the post cannot be told apart.") from error
    return fields, files

"""The body of a request to the API: one JSON object, neither large nor deep, read into Python values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MOST_BYTES = 64 * 1024
MOST_DEPTH = 32


class BodyTooLarge(APIException):
    """More than MOST_BYTES; what lies beyond was not read."""

    status_code = 413
    default_code = "body_too_large"


class BodyTooDeep(ParseError):
    """Objects and lists within one another beyond MOST_DEPTH."""

    default_code = "body_too_deep"


class NotAnObject(ParseError):
    """JSON, and not an object."""

    default_code = "not_an_object"


class BoundedJSONParser(BaseParser):
    """Raises BodyTooLarge, ParseError, BodyTooDeep or NotAnObject, in this order."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise BodyTooLarge
        try:
            data = json.loads(body, parse_constant=_refuse)
            # Half a surrogate pair is a string to Python and to nobody else: it could not be written back.
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError as error:
            raise BodyTooDeep from error
        except ValueError as error:
            raise ParseError from error
        if _depth(data) > MOST_DEPTH:
            raise BodyTooDeep
        if not isinstance(data, dict):
            raise NotAnObject
        return data


def _refuse(name: str) -> object:
    """NaN and Infinity: Python reads them, JSON has none."""
    raise ValueError(name)


def _depth(data: object) -> int:
    """How many objects and lists stand within one another; level by level, without recursion."""
    depth, level = 0, [data]
    while level := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    return depth

"""The body of a request that sends a piece of a file: its bytes, as many as a piece may have and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser

# The largest piece, in bytes; it is held in memory.
MOST_BYTES = 1024 * 1024


class PieceTooLarge(APIException):
    """More than MOST_BYTES; what lies beyond was not read."""

    status_code = 413
    default_code = "piece_too_large"


class PieceParser(BaseParser):
    """Raises PieceTooLarge."""

    media_type = "application/octet-stream"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body: bytes = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise PieceTooLarge
        return body

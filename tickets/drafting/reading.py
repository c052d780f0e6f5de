"""Reading what a person typed, before any form or query sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def without_nul(text: str) -> str:
    """`text` without NUL characters, which PostgreSQL holds in no text and takes in no query."""
    return text.replace("\x00", "")


def typed(values: Mapping[str, Any], name: str, limit: int) -> str:
    """What was typed into `name`, trimmed, at most `limit` characters; empty when the field did not come."""
    return without_nul(str(values.get(name) or "")).strip()[:limit]

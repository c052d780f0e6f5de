"""How far a worker is with a file of the ERP: a hint in the cache for the page that waits, the row is the truth.

A cache that is away or was emptied costs the figure and nothing else.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import UUID

import redis
from django.core.cache import cache

log = logging.getLogger(__name__)

# Longer than a file takes; what a dead worker left behind is gone after it.
KEPT_SECONDS = 600
# Told so often at most: the page asks every second.
EVERY_SECONDS = 0.3


def teller(file_id: UUID) -> Callable[[int, int], None]:
    """What the engine calls with (lines done, lines in all) while it works on the file."""
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= EVERY_SECONDS or done >= total:
            told = now
            _put(file_id, (done, total))

    return tell


def percent(file_id: UUID) -> int | None:
    """How far the work is, 0 to 100; None when nobody knows."""
    try:
        known = cache.get(_key(file_id))
    except redis.RedisError:
        return None
    if known is None:
        return None
    done, total = known
    return min(100, 100 * done // total) if total > 0 else None


def forget(file_id: UUID) -> None:
    """Begin again at nothing known: the next work on the file counts its own lines."""
    _put(file_id, None)


def _put(file_id: UUID, value: tuple[int, int] | None) -> None:
    try:
        cache.set(_key(file_id), value, KEPT_SECONDS)
    except redis.RedisError as error:
        log.warning("The progress of a file of the ERP cannot be told: %s", error)


def _key(file_id: UUID) -> str:
    return f"erp-progress:{file_id}"

"""How many workers call others' addresses at once: few, so that slow receivers never hold all and mail goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Of the four workers of docker-compose.yml.
AT_ONCE = 2
# The first number of the advisory locks that stand for the turns; the second is the turn's. Mailboxes have another.
_LOCK = 0x77656268


@contextmanager
def turn() -> Iterator[bool]:
    """Whether there is one to take, held until the end; who gets none leaves the work to those who have them."""
    taken = next((each for each in range(AT_ONCE) if _take(each)), None)
    try:
        yield taken is not None
    finally:
        if taken is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, taken])


def _take(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, number])
        [is_taken] = cursor.fetchone()
    return bool(is_taken)

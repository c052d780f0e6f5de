"""A secret that its maker sees once: between making it and the page that shows it, it waits in the cache alone.

The session holds only where it waits. It is neither in the database nor in an address, and whoever does not look within
two minutes makes another token.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

_PLACE = "token_shown_once"
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Shown:
    """The secret of the token that bears `name`."""

    name: str
    secret: str


def keep(request: HttpRequest, name: str, secret: str) -> None:
    place = secrets.token_urlsafe(32)
    cache.set(_key(place), (name, secret), _SECONDS)
    request.session[_PLACE] = place


def take(request: HttpRequest) -> Shown | None:
    """What waits for this session, once; None the second time, and when nothing does."""
    place = request.session.pop(_PLACE, None)
    found = cache.get(_key(place)) if place is not None else None
    if found is None:
        return None
    cache.delete(_key(place))
    return Shown(*found)


def _key(place: str) -> str:
    return f"token-shown-once:{place}"

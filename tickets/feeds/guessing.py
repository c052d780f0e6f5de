"""Addresses of feeds that nobody made, counted by network address."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

# So many a minute are answered 404, the others 429. An address that exists is answered all the same: the programs of
# many people fetch from the few addresses of their providers, where one revoked feed must not close the others.
MOST_WRONG = 20
PER_SECONDS = 60


def is_too_much(request: HttpRequest) -> bool:
    """Count one more wrong address; whether there were more than `MOST_WRONG` from there within a minute."""
    key = f"feeds:wrong:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, timeout=PER_SECONDS)
    try:
        return cache.incr(key) > MOST_WRONG
    except ValueError:  # the minute ended just now
        return False

"""How often programs may ask: by token, by the person of a session, and by network address for tokens that nobody made.

A minute is counted as a whole, by one atomic count in Valkey: of many at once none is forgotten. Whoever used up a
minute may ask again when the next one begins. While Valkey is away nobody is held up.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled
from rest_framework.request import Request

from accounts.models import User
from api.models import ApiToken

log = logging.getLogger(__name__)

MINUTE = 60  # seconds


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody asked in this minute, of what they may; `reset`: in how many seconds the next one begins."""

    limit: int
    count: int
    reset: int

    @property
    def remaining(self) -> int:
        return max(self.limit - self.count, 0)

    def refuse_more(self) -> None:
        """Raise `Throttled` for what is beyond the limit."""
        if self.count > self.limit:
            raise Throttled(wait=self.reset)


def used(request: Request) -> Use | None:
    """Count a request of a token or a session; None for nobody, and while nothing can be counted."""
    if isinstance(request.auth, ApiToken):
        return _count(f"token:{request.auth.public_id}", settings.API_TOKEN_RATE)
    if isinstance(request.user, User):
        return _count(f"session:{request.user.pk}", settings.API_SESSION_RATE)
    return None


def refuse_guessing(request: HttpRequest) -> None:
    """Count a token that was refused; raises `Throttled` for a network address that sent too many of them.

    What the same address asks with a token that holds is not counted: a company may have only one address.
    """
    ip = get_adapter(request).get_client_ip(request)
    use = _count(f"refused:{ip}", settings.API_REFUSED_RATE)
    if use is not None:
        use.refuse_more()


def tell(answer: HttpResponseBase, use: Use) -> None:
    """Say what is left, in the headers that programs know (draft-ietf-httpapi-ratelimit-headers)."""
    answer.headers["RateLimit-Limit"] = str(use.limit)
    answer.headers["RateLimit-Remaining"] = str(use.remaining)
    answer.headers["RateLimit-Reset"] = str(use.reset)


def _count(who: str, limit: int) -> Use | None:
    minute, second = divmod(time.time(), MINUTE)
    key = f"api:{who}:{int(minute)}"
    try:
        count = _one_more(key)
    except RedisError:
        log.warning("The requests of %s cannot be counted: Valkey is away", who)
        return None
    return Use(limit, count, reset=MINUTE - int(second))


def _one_more(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # the first of this minute
        cache.add(key, 0, 2 * MINUTE)
        return cache.incr(key)

"""Two pages for machines: whether this process lives, and whether it can do its work."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

ANSWER_SECONDS = 2
logger = logging.getLogger(__name__)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nothing of anybody else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database and Redis answer, else 503; the body says `ok` or `unreachable` of each.

    The reason stays in the log: the page is public.
    """
    states = {name: "ok" if answers() else "unreachable" for name, answers in CHECKS.items()}
    healthy = all(state == "ok" for state in states.values())
    return JsonResponse(
        {"status": "ok" if healthy else "unavailable", **states}, status=200 if healthy else 503
    )


def database_answers() -> bool:
    """Whether a connection to PostgreSQL can be had and used."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.warning("The database does not answer: %s", error)
        return False
    return True


def redis_answers() -> bool:
    """Whether Redis answers a PING within ANSWER_SECONDS."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS
    )
    try:
        return bool(client.ping())
    except redis.RedisError as error:
        logger.warning("Redis does not answer: %s", error)
        return False
    finally:
        client.close()


CHECKS: dict[str, Callable[[], bool]] = {"database": database_answers, "redis": redis_answers}

"""A POST done once for each Idempotency-Key of a person: whoever asks again within 24 h gets the answer of the first.

The key is a row, inserted before the work and in its transaction: of many at once one works, the others wait for its
commit and repeat its answer. What is refused or breaks is rolled back with the row, so that the key is free again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from accounts.models import User
from api.models import KeptAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 200
_KEPT_HEADERS = ("Location", "ETag")


class KeyReused(APIException):
    """The key came before, with something else."""

    status_code = 422
    default_code = "idempotency_key_reused"


class KeyRefused(APIException):
    """No key that could be kept: 1 to LONGEST_KEY visible ASCII signs."""

    status_code = 400
    default_code = "idempotency_key_refused"


def once(request: Request, work: Callable[[], Response]) -> Response:
    """The answer of `work`, or the one that it gave when the same person asked the same with the same key.

    Raises KeyRefused or KeyReused; what `work` raises passes, and leaves nothing behind.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return work()
    if not 1 <= len(key) <= LONGEST_KEY or not all("!" <= sign <= "~" for sign in key):
        raise KeyRefused
    assert isinstance(request.user, User)
    now = timezone.now()
    asked = KeptAnswer(person=request.user, key=key, fingerprint=_fingerprint(request), created_at=now)
    with transaction.atomic():
        same_key = KeptAnswer.objects.filter(person=request.user, key=key)
        same_key.filter(created_at__lte=now - KEPT_FOR).delete()
        # Waits for whoever inserted the same key and has not committed yet.
        KeptAnswer.objects.bulk_create([asked], ignore_conflicts=True)
        kept = same_key.get()
        if kept.pk != asked.pk:
            return _again(kept, asked)
        answer = work()
        kept.status, kept.body = answer.status_code, json.loads(json.dumps(answer.data, cls=JSONEncoder))
        kept.headers = {name: answer[name] for name in _KEPT_HEADERS if name in answer}
        kept.save()
    return answer


def forget(at: datetime) -> int:
    """Forget what was answered longer ago than KEPT_FOR; return how many answers."""
    count, _each = KeptAnswer.objects.filter(created_at__lte=at - KEPT_FOR).delete()
    return count


def _again(kept: KeptAnswer, asked: KeptAnswer) -> Response:
    if kept.fingerprint != asked.fingerprint:
        raise KeyReused
    return Response(kept.body, status=kept.status, headers={**kept.headers, REPLAYED: "true"})


def _fingerprint(request: Request) -> str:
    asked: list[Any] = [request.method, request.get_full_path(), request.data]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

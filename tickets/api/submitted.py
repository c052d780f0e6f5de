"""What makes a request that comes twice harmless to the verbs: the key of its submission."""

from __future__ import annotations

import hashlib
import json
from uuid import uuid4

from rest_framework.request import Request

from accounts.models import User
from api.idempotency import HEADER


def key_of(request: Request, person: User) -> str:
    """The key under which the verbs of tickets know this request; 80 signs at most.

    With an Idempotency-Key, the same for the same person, address and body: a retry whose kept answer is gone (it is
    kept for a day) still makes nothing twice. Without one, each request is another.
    """
    named = request.headers.get(HEADER)
    if named is None:
        return f"api:{uuid4().hex}"
    asked = json.dumps([person.pk, named, request.get_full_path(), request.data], sort_keys=True)
    return f"api:{hashlib.sha256(asked.encode()).hexdigest()}"

"""Tokens for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from api import tokens
from api.models import ApiToken, Scope
from api.token_mails import Seen
from api.tokens import Wanted

SEEN = Seen("192.0.2.7", "Firefox")


def make(by: User, name: str = "ERP", *, at: datetime | None = None, **changes: Any) -> tuple[ApiToken, str]:
    """A token as `by` makes it on the page: reads, for 30 days."""
    wanted: dict[str, Any] = {"scopes": frozenset({Scope.READ}), "days": 30, **changes}
    return tokens.make(Wanted(name, **wanted), by=by, seen=SEEN, at=at or timezone.now())


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}

"""What every template knows: whether the centre is open, how to reach it, where we run."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from sla import explain
from sla.explain import OpeningStatus
from sla.models import latest_version, working_time


def _opening() -> OpeningStatus:
    now = timezone.now()
    return explain.opening_status(working_time(latest_version()), now)


def site(request: HttpRequest) -> dict[str, Any]:
    """`opening` is asked only by templates that show it."""
    return {
        "opening": SimpleLazyObject(_opening),
        "support_phone": settings.SUPPORT_PHONE,
        "support_address": settings.SUPPORT_ADDRESS,
        "development": settings.DEVELOPMENT,
    }

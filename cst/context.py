"""What every template knows: whether the centre is open, how to reach it, where we run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from sla import explain, usual_hours
from sla.explain import OpeningStatus
from sla.models import CalendarVersion, latest_version, timeline_of, working_time


@dataclass
class _Centre:
    """The hours of the centre for one page: one query, whatever the page shows of them."""

    now: datetime

    @cached_property
    def version(self) -> CalendarVersion:
        return latest_version()

    def opening(self) -> OpeningStatus:
        return explain.opening_status(working_time(self.version), self.now)

    def usual_hours(self) -> str:
        hours = timeline_of(self.version.pk)
        return usual_hours.to_reader(hours.definition_on(self.now.astimezone(hours.zone).date()), self.now)

    def ahead(self) -> tuple[str, ...]:
        hours = timeline_of(self.version.pk)
        return usual_hours.ahead(hours, self.now.astimezone(hours.zone).date())


def site(request: HttpRequest) -> dict[str, Any]:
    """`opening`, `usual_hours` and `hours_ahead` are asked only by templates that show them."""
    centre = _Centre(timezone.now())
    return {
        "opening": SimpleLazyObject(centre.opening),
        "usual_hours": SimpleLazyObject(centre.usual_hours),
        "hours_ahead": SimpleLazyObject(centre.ahead),
        "support_phone": settings.SUPPORT_PHONE,
        "support_address": settings.SUPPORT_ADDRESS,
        "development": settings.DEVELOPMENT,
    }

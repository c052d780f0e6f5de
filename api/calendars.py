"""The opening hours by program: is the centre open, and when does that change (CH-I)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import QueryInstantField, Strict
from api.resources import Resource
from sla import explain
from sla.answers import iso
from sla.errors import NeverClosesError, NoOpeningError
from sla.models import CalendarVersion, latest_version, working_time
from sla.working_time import WorkingTime


class CalendarQuery(Strict):
    """What a calendar may be asked for."""

    at = QueryInstantField(required=False)


class Calendar(Resource):
    """A calendar now, or at the instant `?at=` (ISO 8601 with its offset)."""

    def get(self, request: Request, code: str) -> Response:
        """Open or closed, the next change each way, the hours of that day."""
        at = self.asked(CalendarQuery).get("at") or timezone.now()
        try:
            version = latest_version(code)
        except CalendarVersion.DoesNotExist as error:
            raise Http404 from error
        return Response({"calendar": code, **_state(working_time(version), at)})


def _state(hours: WorkingTime, at: datetime) -> dict[str, Any]:
    """Open or closed at an instant, the next change each way (null: none within two years), the hours of that day."""
    is_open = hours.is_open(at)  # first: it refuses an instant outside the calendars
    local = at.astimezone(hours.zone)
    midnight = datetime.combine(local.date(), time(0), hours.zone)
    next_midnight = datetime.combine(local.date() + timedelta(days=1), time(0), hours.zone)
    return {
        "at": iso(at),
        "open": is_open,
        "next_opening": _next(hours.next_opening, at),
        "next_closing": _next(hours.next_closing, at),
        "today": [
            {"from": iso(step.start), "to": iso(step.end)}
            for step in hours.open_between(midnight, next_midnight)
        ],
        "text": explain.opening_status(hours, at).sentence,
    }


def _next(change: Callable[[datetime], datetime], at: datetime) -> str | None:
    try:
        return iso(change(at))
    except (NoOpeningError, NeverClosesError):
        return None

"""The opening hours by program: is the centre open, and when does that change (CH-I)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from sla import explain, questions
from sla.answers import iso
from sla.errors import NeverClosesError, NoOpeningError
from sla.models import CalendarVersion, latest_version, working_time
from sla.working_time import WorkingTime


@api_view(["GET", "HEAD"])
def calendar(request: Request, code: str) -> Response:
    """A calendar now, or at the instant `?at=` (ISO 8601 with its offset)."""
    at = _instant(request.query_params["at"]) if "at" in request.query_params else timezone.now()
    try:
        version = latest_version(code)
    except CalendarVersion.DoesNotExist as error:
        raise Http404 from error
    return Response({"calendar": code, **_state(working_time(version), at)})


def _instant(given: str) -> datetime:
    # In an address "+" is read as a space, and few programs write %2B for it.
    return questions.instant("at", given.replace(" ", "+") if "T" in given else given)


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

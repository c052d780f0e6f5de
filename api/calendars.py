"""The opening hours by program: which there are, is the centre open, and on which days is it not as usual (CH-I)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api import listing
from api.fields import InstantField, QueryInstantField, Strict
from api.listing import PageQuery, paged
from api.resources import Resource
from api.schema import operation
from api.stretches import Stretch
from sla import explain
from sla import models as sla_models
from sla.errors import NeverClosesError, NoOpeningError
from sla.models import CST, CalendarVersion, Commitment, latest_version, working_time
from sla.working_time import WorkingTime


def in_sight(person: User) -> QuerySet[sla_models.Calendar]:
    """The calendars that `person` may know of: the centre all that have hours; others its own, and those that a level
    runs on, which the charter tells everybody."""
    saved = CalendarVersion.objects.filter(calendar=OuterRef("pk"))
    found = sla_models.Calendar.objects.filter(Exists(saved))
    if person.is_centre:
        return found
    return found.filter(Q(code=CST) | Exists(Commitment.objects.filter(calendar=OuterRef("pk"))))


def version_in_sight(person: User, code: str) -> CalendarVersion:
    """The hours of a calendar as they are known now. Raises Http404."""
    if not in_sight(person).filter(code=code).exists():
        raise Http404
    return latest_version(code)


class CalendarNamed(serializers.Serializer[Any]):
    """A calendar."""

    code = serializers.CharField(help_text=_("Pour les programmes\u00a0: ne change pas"))
    name = serializers.CharField()


class CalendarQuery(Strict):
    """What a calendar may be asked for."""

    at = QueryInstantField(required=False, help_text=_("À cet instant\u202f; sans lui, maintenant"))


class CalendarState(serializers.Serializer[Any]):
    """A calendar at an instant."""

    calendar = serializers.CharField()
    at = InstantField()
    open = serializers.BooleanField()
    next_opening = InstantField(allow_null=True, help_text=_("null\u00a0: aucune dans les deux ans"))
    next_closing = InstantField(allow_null=True, help_text=_("null\u00a0: aucune dans les deux ans"))
    today = Stretch(many=True, help_text=_("Les heures ouvertes de ce jour-là"))
    text = serializers.CharField()


class Calendars(Resource):
    """The calendars that one may know of."""

    @operation(
        _("Lister les calendriers"),
        tag="calendars",
        asks=PageQuery,
        answers=paged(CalendarNamed),
        answered={
            "next": None,
            "previous": None,
            "results": [{"code": "cst", "name": "Centre de support technique"}],
        },
        operation_id="calendars_list",
    )
    def get(self, request: Request) -> Response:
        """By code."""
        self.asked(PageQuery)
        return listing.page(request, in_sight(self.person), ("code",), CalendarNamed)


class Calendar(Resource):
    """A calendar now, or at the instant `?at=` (ISO 8601 with its offset)."""

    @operation(
        _("Savoir si le CST est ouvert, et quand cela change"),
        tag="calendars",
        asks=CalendarQuery,
        answers=CalendarState,
        answered={
            "calendar": "cst",
            "at": "2026-10-13T11:07:00+02:00",
            "open": True,
            "next_opening": "2026-10-13T14:00:00+02:00",
            "next_closing": "2026-10-13T12:30:00+02:00",
            "today": [
                {"from": "2026-10-13T09:00:00+02:00", "to": "2026-10-13T12:30:00+02:00"},
                {"from": "2026-10-13T14:00:00+02:00", "to": "2026-10-13T18:00:00+02:00"},
            ],
            "text": "CST ouvert, pause à 12h30",
        },
        operation_id="calendars_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Open or closed, the next change each way, the hours of that day."""
        at = self.asked(CalendarQuery).get("at") or timezone.now()
        hours = working_time(version_in_sight(self.person, code))
        return Response(CalendarState({"calendar": code, **_state(hours, at)}).data)


def _state(hours: WorkingTime, at: datetime) -> dict[str, Any]:
    """Open or closed at an instant, the next change each way (None: none within two years), the hours of that day."""
    is_open = hours.is_open(at)  # first: it refuses an instant outside the calendars
    local = at.astimezone(hours.zone)
    midnight = datetime.combine(local.date(), time(0), hours.zone)
    next_midnight = datetime.combine(local.date() + timedelta(days=1), time(0), hours.zone)
    return {
        "at": at,
        "open": is_open,
        "next_opening": _next(hours.next_opening, at),
        "next_closing": _next(hours.next_closing, at),
        "today": hours.open_between(midnight, next_midnight),
        "text": explain.opening_status(hours, at).sentence,
    }


def _next(change: Callable[[datetime], datetime], at: datetime) -> datetime | None:
    try:
        return change(at)
    except (NoOpeningError, NeverClosesError):
        return None

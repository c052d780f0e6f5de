"""The days of a year on which a calendar is not as usual, by program (CH-I)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.calendars import version_in_sight
from api.fields import Strict
from api.resources import Resource
from api.schema import operation
from api.stretches import Stretch
from sla.models import timeline_of
from sla.timeline import Timeline
from sla.working_time import FIRST_YEAR, LAST_YEAR
from sla.year_view import Day, Kind, year_of

_USUAL = (Kind.USUAL, Kind.WEEKLY)
KINDS = [kind.value for kind in Kind if kind not in _USUAL]


class ClosuresQuery(Strict):
    """What may be asked for."""

    year = serializers.IntegerField(
        required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text=_("Sans elle, celle en cours")
    )


class UnusualDay(serializers.Serializer[Any]):
    """A day on which the hours are not those of the week."""

    date = serializers.DateField()
    kind = serializers.ChoiceField(KINDS)
    name = serializers.CharField(help_text=_("Du jour férié, de la fermeture ou de l’ouverture"))
    open = Stretch(many=True, help_text=_("Les heures ouvertes de ce jour-là"))
    text = serializers.CharField()


class ClosuresShown(serializers.Serializer[Any]):
    """A year of a calendar."""

    calendar = serializers.CharField()
    year = serializers.IntegerField()
    days = UnusualDay(many=True)


class Closures(Resource):
    """The public holidays, closures and exceptional openings of a year, `?year=`."""

    @operation(
        _("Lister les fermetures d’une année"),
        tag="calendars",
        asks=ClosuresQuery,
        answers=ClosuresShown,
        answered={
            "calendar": "cst",
            "year": 2026,
            "days": [
                {
                    "date": "2026-12-25",
                    "kind": "holiday",
                    "name": "Noël",
                    "open": [],
                    "text": "fermé, Noël",
                }
            ],
        },
        operation_id="calendars_closures",
    )
    def get(self, request: Request, code: str) -> Response:
        """In the order of the year, holidays on days closed each week included: days are the calendar’s own."""
        asked = self.asked(ClosuresQuery)
        hours = timeline_of(version_in_sight(self.person, code).pk)
        year = asked.get("year", timezone.now().astimezone(hours.zone).year)
        days = [_told(day, hours) for day in year_of(hours, year).days if day.kind not in _USUAL]
        return Response(ClosuresShown({"calendar": code, "year": year, "days": days}).data)


@dataclass(frozen=True, slots=True)
class _Open:
    """A stretch of open hours, in the zone of its calendar."""

    start: datetime
    end: datetime


def _told(day: Day, hours: Timeline) -> dict[str, Any]:
    return {
        "date": day.day,
        "kind": day.kind.value,
        "name": day.name,
        "open": [_Open(_at(day.day, span.start, hours), _at(day.day, span.end, hours)) for span in day.spans],
        "text": day.text,
    }


def _at(day: date, second: int, hours: Timeline) -> datetime:
    """When a clock on the wall of the calendar shows that second of the day; 86,400 is the midnight that ends it."""
    wall = datetime.combine(day, time(0)) + timedelta(seconds=second)
    return wall.replace(tzinfo=hours.zone)

"""Deadlines by program: the question of `manage.py sla`, and its answer."""

from __future__ import annotations

from typing import Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.common import no_append_slash
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import InstantField, Strict
from api.models import Scope
from api.resources import Resource
from api.schema import operation
from api.stretches import StretchSkipped, StretchWorked
from sla import answers, questions
from sla.questions import Reference


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "object", "additionalProperties": True}]})
class CalendarGivenField(serializers.JSONField):
    """The code of a calendar, or hours of one's own."""


class DeadlineQuestion(Strict):
    """How a question looks, for the OpenAPI document: sla/questions.py reads it, as for `manage.py sla`."""

    start = InstantField()
    minutes = serializers.FloatField(
        required=False, min_value=0, help_text=_("Minutes ouvrées\u202f; sinon level et severity")
    )
    level = serializers.CharField(required=False, help_text=_("Code du niveau de support"))
    severity = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=4,
        help_text=_("Sans elle, le délai le plus court du niveau"),
    )
    calendar = CalendarGivenField(
        required=False, help_text=_("Code d’un calendrier, ou des heures comme un calendrier les note")
    )


class DeadlineAnswer(serializers.Serializer[Any]):
    """How an answer looks, for the OpenAPI document: sla/answers.py writes it."""

    due = InstantField(allow_null=True, help_text=_("null\u00a0: rien n’est promis"))
    minutes = serializers.FloatField(allow_null=True, help_text=_("Minutes ouvrées"))
    steps = StretchWorked(many=True)
    skipped = StretchSkipped(many=True)
    text = serializers.CharField()


@method_decorator(no_append_slash, name="dispatch")  # a redirection would make a GET of the question
class Deadlines(Resource):
    """By when a request would be answered, and why (CH-I, CH-V); writes nothing.

    Anybody signed in may ask for any level, on any calendar, or on hours of their own making: what a level promises is
    in the charter, the hours of its calendar follow from its deadlines, and what is imagined reveals nothing. What an
    answer may cost is bounded instead: the size of a calendar (questions.MOST_WINDOWS_A_DAY, MOST_OCCASIONS), the time
    until it is due (questions.refuse_far), the body (bounded_json).
    """

    writes = Scope.READ

    @operation(
        _("Calculer une échéance"),
        tag="deadlines",
        sends=DeadlineQuestion,
        answers=DeadlineAnswer,
        sent={"start": "2026-10-13T11:07:00+02:00", "level": "premium", "severity": 1},
        answered={
            "due": "2026-10-13T14:37:00+02:00",
            "minutes": 120,
            "steps": [
                {"from": "2026-10-13T11:07:00+02:00", "to": "2026-10-13T12:30:00+02:00", "minutes": 83},
                {"from": "2026-10-13T14:00:00+02:00", "to": "2026-10-13T14:37:00+02:00", "minutes": 37},
            ],
            "skipped": [
                {
                    "from": "2026-10-13T12:30:00+02:00",
                    "to": "2026-10-13T14:00:00+02:00",
                    "why": "pause déjeuner",
                }
            ],
            "text": (
                "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00 "
                "(sévérité 1, 2h ouvrées)"
            ),
        },
        operation_id="deadlines_ask",
    )
    def post(self, request: Request) -> Response:
        """The answer of `manage.py sla`."""
        assert isinstance(request.data, dict)  # the parser lets in nothing else
        question = questions.read(request.data, Reference())
        questions.refuse_far(question)
        return Response(answers.answer(question))

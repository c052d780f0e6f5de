"""Deadlines by program: the question of `manage.py sla`, and its answer."""

from __future__ import annotations

from django.utils.decorators import method_decorator
from django.views.decorators.common import no_append_slash
from rest_framework.request import Request
from rest_framework.response import Response

from api.models import Scope
from api.resources import Resource
from sla import answers, questions
from sla.questions import Reference


@method_decorator(no_append_slash, name="dispatch")  # a redirection would make a GET of the question
class Deadlines(Resource):
    """By when a request would be answered, and why (CH-I, CH-V); writes nothing.

    Anybody signed in may ask for any level, on any calendar, or on hours of their own making: what a level promises is
    in the charter, the hours of its calendar follow from its deadlines, and what is imagined reveals nothing. What an
    answer may cost is bounded instead: the size of a calendar (questions.MOST_WINDOWS_A_DAY, MOST_OCCASIONS), the time
    until it is due (questions.refuse_far), the body (bounded_json).
    """

    writes = Scope.READ

    def post(self, request: Request) -> Response:
        """The answer of `manage.py sla`."""
        assert isinstance(request.data, dict)  # the parser lets in nothing else
        question = questions.read(request.data, Reference())
        questions.refuse_far(question)
        return Response(answers.answer(question))

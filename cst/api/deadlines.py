"""Deadlines by program: the question of `manage.py sla`, and its answer."""

from __future__ import annotations

from django.views.decorators.common import no_append_slash
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from sla import answers, questions
from sla.questions import Reference


@no_append_slash  # a redirection would make a GET of the question
@api_view(["POST"])
def deadlines(request: Request) -> Response:
    """By when a request would be answered, and why (CH-I, CH-V); writes nothing.

    Anybody signed in may ask for any level, on any calendar, or on hours of their own making: what a level promises is
    in the charter, the hours of its calendar follow from its deadlines, and what is imagined reveals nothing. What an
    answer may cost is bounded instead: the size of a calendar (questions.MOST_WINDOWS_A_DAY, MOST_OCCASIONS), the time
    until it is due (questions.refuse_far), the body (bounded_json).
    """
    assert isinstance(request.data, dict)  # the parser lets in nothing else
    question = questions.read(request.data, Reference())
    questions.refuse_far(question)
    return Response(answers.answer(question))

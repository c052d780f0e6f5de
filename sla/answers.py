"""A deadline as JSON values, the same from `manage.py sla` and from the API: stable names, instants in Europe/Paris."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from sla import explain
from sla.commitments import without_promise
from sla.questions import Question
from sla.waits import Course
from sla.wording import PARIS
from sla.working_time import Trace


def answer(question: Question) -> dict[str, Any]:
    """The due time, how it was reached, and the sentence, in the active language (CH-I, CH-V).

    Raises SlaError when the calendar has no answer.
    """
    if question.amount is None:
        text = without_promise(question.level or "", question.severity)
        return {"due": None, "minutes": None, "steps": [], "skipped": [], "text": text}
    trace = question.working_time.told_in(PARIS).trace(question.start, question.amount)
    return {
        "due": iso(trace.due),
        "minutes": minutes(question.amount),
        "steps": steps(trace),
        "skipped": skipped(trace),
        "text": explain.sentence(
            question.start, trace, question.amount, severity=question.severity, level=question.level
        ),
    }


def steps(trace: Trace) -> list[dict[str, Any]]:
    """The stretches worked, in order."""
    return [
        {"from": iso(step.start), "to": iso(step.end), "minutes": minutes(step.worked)}
        for step in trace.steps
    ]


def skipped(trace: Trace) -> list[dict[str, Any]]:
    """The stretches when the centre was closed, in order, each with its reason in the active language."""
    language = get_language()
    return [
        {"from": iso(skip.start), "to": iso(skip.end), "why": skip.reason.in_language(language)}
        for skip in trace.skipped
    ]


def waited(course: Course) -> list[dict[str, Any]]:
    """The stretches in which the clock stood still, in order, each with the working time in it."""
    return [
        {"from": iso(wait.start), "to": iso(wait.end), "minutes": minutes(wait.time)}
        for wait in course.waited
    ]


def iso(at: datetime) -> str:
    """ISO 8601 with the offset of Europe/Paris."""
    return at.astimezone(PARIS).isoformat()


def minutes(amount: timedelta) -> int | float:
    """Whole minutes as an integer, else with their fraction."""
    exact = round(amount / timedelta(minutes=1), 6)
    return int(exact) if exact.is_integer() else exact

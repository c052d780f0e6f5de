"""`manage.py sla`: deadlines and their reasons, for operators; its output is stable."""

from __future__ import annotations

import json
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sla import explain
from sla.commitments import STRICTEST, without_promise
from sla.errors import SlaError, gettext_noop
from sla.models import CST, CalendarVersion, Commitment, working_time
from sla.wording import PARIS
from sla.working_time import WorkingTime

_KEYS = {"start", "minutes", "level", "severity", "calendar"}


@dataclass(frozen=True, slots=True)
class Question:
    """One line of input. `amount` None: the level promises nothing."""

    start: datetime
    amount: timedelta | None
    level: str | None
    severity: int | None
    working_time: WorkingTime


class Command(BaseCommand):
    help = (
        "Read one JSON object per line on standard input, "
        '{"start": "2026-07-13T16:30:00+02:00", "minutes": 120} or {"start": ..., "level": "premium", "severity": 1}, '
        'optionally with a "calendar"; write the deadline of each and its reasons.'
    )

    # It serves no page: a fault in the routes must not keep an operator from an answer.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        # A wrong call is told in one line; --help still lists the options.
        parser.usage = SUPPRESS
        parser.add_argument(
            "--json", action="store_true", help="one JSON object per line instead of a sentence"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reference = Reference()
        for line in sys.stdin.buffer:
            if line.strip():
                answer = answer_line(line, reference)
                text = json.dumps(answer, ensure_ascii=False) if options["json"] else _plain(answer)
                self.stdout.write(text)


class Reference:
    """Commitments and calendars, read once for the whole input."""

    def __init__(self) -> None:
        rows = Commitment.objects.values_list("level", "severity", "first_response_minutes")
        self.minutes = {(level, severity): minutes for level, severity, minutes in rows}
        self.levels = {level for level, _severity in self.minutes}
        self.versions: dict[str, list[CalendarVersion]] = {}

    def working_time(self, code: str, at: datetime) -> WorkingTime:
        """The arithmetic of a calendar on its version in force at an instant."""
        if code not in self.versions:
            found = CalendarVersion.objects.filter(calendar__code=code).order_by("effective_from", "number")
            self.versions[code] = list(found)
        if not self.versions[code]:
            raise SlaError(gettext_noop("Calendrier inconnu\u00a0: %(code)s."), code=code)
        in_force = [version for version in self.versions[code] if version.effective_from <= at]
        if not in_force:
            raise SlaError(
                gettext_noop("Le calendrier %(code)s n’a pas encore d’horaires à cet instant."), code=code
            )
        return working_time(in_force[-1])


def answer_line(line: bytes, reference: Reference) -> dict[str, Any]:
    """The answer to one line of input; what is wrong with it stands under "error"."""
    try:
        question = _read(line, reference)
        return _answer(question)
    except SlaError as error:
        return {"error": explain.refusal(error)}


def _plain(answer: dict[str, Any]) -> str:
    return str(answer["text"]) if "text" in answer else _("erreur\u00a0: %s") % answer["error"]


def _answer(question: Question) -> dict[str, Any]:
    if question.amount is None:
        text = without_promise(question.level or "", question.severity)
        return {"due": None, "minutes": None, "steps": [], "skipped": [], "text": text}
    trace = question.working_time.trace(question.start, question.amount)
    return {
        "due": _iso(trace.due),
        "minutes": _minutes(question.amount),
        "steps": [
            {"from": _iso(step.start), "to": _iso(step.end), "minutes": _minutes(step.worked)}
            for step in trace.steps
        ],
        "skipped": [
            {
                "from": _iso(skip.start),
                "to": _iso(skip.end),
                "why": skip.reason.in_language(get_language()),
            }
            for skip in trace.skipped
        ],
        "text": explain.sentence(
            question.start, trace, question.amount, severity=question.severity, level=question.level
        ),
    }


def _iso(at: datetime) -> str:
    return at.astimezone(PARIS).isoformat()


def _minutes(amount: timedelta) -> int | float:
    minutes = round(amount / timedelta(minutes=1), 6)
    return int(minutes) if minutes.is_integer() else minutes


def _read(line: bytes, reference: Reference) -> Question:
    """Raises SlaError with the sentence that says what is wrong."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SlaError(gettext_noop("La ligne n’est pas du JSON.")) from error
    if not isinstance(data, dict):
        raise SlaError(gettext_noop("La ligne n’est pas un objet JSON."))
    unknown = _words(data.keys() - _KEYS)
    if unknown:
        raise SlaError(gettext_noop("Champ inconnu\u00a0: %(fields)s."), fields=unknown)
    start = _instant(data.get("start"))
    code = data.get("calendar", CST)
    if not isinstance(code, str):
        raise SlaError(gettext_noop("Calendrier inconnu\u00a0: %(code)s."), code=json.dumps(code))
    calendar = reference.working_time(code, start)
    if "minutes" in data:
        if "level" in data or "severity" in data:
            raise SlaError(gettext_noop("Donnez minutes, ou level et severity, pas les deux."))
        return Question(start, _amount(data["minutes"]), None, None, calendar)
    if "level" not in data:
        raise SlaError(gettext_noop("Il manque minutes, ou level et severity."))
    level, severity = _level(data["level"], reference), _severity(data.get("severity"))
    minutes = reference.minutes.get((level, STRICTEST if severity is None else severity))
    amount = None if minutes is None else timedelta(minutes=minutes)
    return Question(start, amount, level, severity, calendar)


def _instant(given: object) -> datetime:
    if given is None:
        raise SlaError(gettext_noop("Il manque start, l’instant de départ."))
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        at = None
    if at is None:
        raise SlaError(
            gettext_noop("start n’est pas un instant ISO 8601\u00a0: %(given)s."), given=json.dumps(given)
        )
    if at.tzinfo is None:
        raise SlaError(
            gettext_noop("start n’a pas de décalage\u00a0: écrivez par exemple %(given)s+02:00."),
            given=at.isoformat(),
        )
    return at


def _amount(given: object) -> timedelta:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise SlaError(gettext_noop("minutes n’est pas un nombre\u00a0: %(given)s."), given=json.dumps(given))
    try:
        return timedelta(minutes=given)
    except (OverflowError, ValueError) as error:  # infinite or beyond a timedelta; not a number at all
        raise SlaError(gettext_noop("minutes est hors de toute mesure.")) from error


def _level(given: object, reference: Reference) -> str:
    if not isinstance(given, str) or given not in reference.levels:
        raise SlaError(
            gettext_noop("Niveau inconnu\u00a0: %(given)s. Niveaux connus\u00a0: %(known)s."),
            given=json.dumps(given, ensure_ascii=False),
            known=_words(reference.levels),
        )
    return given


def _severity(given: object) -> int | None:
    if given is None or (isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= 4):
        return given
    raise SlaError(
        gettext_noop("severity va de 1 à 4\u00a0: %(given)s n’en est pas une."), given=json.dumps(given)
    )


def _words(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))

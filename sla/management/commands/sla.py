"""`manage.py sla`: deadlines and their reasons, for operators; its output is stable."""

from __future__ import annotations

import json
import sys
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from sla import answers, explain, questions
from sla.errors import SlaError, gettext_noop
from sla.questions import Reference


class Command(BaseCommand):
    help = (
        "Read one JSON object per line on standard input, "
        '{"start": "2026-07-13T16:30:00+02:00", "minutes": 120} or {"start": ..., "level": "premium", "severity": 1}, '
        'optionally with a "calendar", its code or a whole definition; write the deadline of each and its reasons.'
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


def answer_line(line: bytes, reference: Reference) -> dict[str, Any]:
    """The answer to one line of input; what is wrong with it stands under "error"."""
    try:
        return answers.answer(questions.read(_object(line), reference))
    except SlaError as error:
        return {"error": explain.refusal(error)}


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line)
        # Half a surrogate pair is a string to Python and to nobody else: it could not be written back.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise SlaError(gettext_noop("La ligne n’est pas du JSON.")) from error
    if not isinstance(data, dict):
        raise SlaError(gettext_noop("La ligne n’est pas un objet JSON."))
    return data


def _plain(answer: dict[str, Any]) -> str:
    return str(answer["text"]) if "text" in answer else _("erreur\u00a0: %s") % answer["error"]

"""`manage.py coverage`: the verdict on one request, for operators; its output is stable."""

from __future__ import annotations

import json
from argparse import SUPPRESS, ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts import coverage, decision, sentences
from contracts.models import Channel
from sla.wording import PARIS


class Command(BaseCommand):
    help = "Say whether a person may ask for support, for which reasons, and what to do next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        # A wrong call is told in one line; --help still lists the options.
        parser.usage = SUPPRESS
        parser.add_argument("--requester", required=True, metavar="MAIL", help="the address of who asks")
        parser.add_argument("--serial", default="", help="the product's serial number; may be absent")
        parser.add_argument("--channel", required=True, choices=Channel.values)
        parser.add_argument("--kind", default="incident", choices=[kind.value for kind in decision.Kind])
        parser.add_argument(
            "--at", metavar="ISO", help="the instant of the request, with offset; now if absent"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a sentence")

    def handle(self, *args: Any, **options: Any) -> None:
        at = _instant(options["at"]) if options["at"] else timezone.now()
        verdict = coverage.verdict(
            options["requester"], options["serial"], options["channel"], options["kind"], at
        )
        said = sentences.say(verdict)
        if not options["json"]:
            self.stdout.write(said.full_text)
            return
        line = {
            "verdict": verdict.outcome,
            "reason": verdict.reason,
            "rules": verdict.rules,
            "level": verdict.level,
            "contract": verdict.contract.number if verdict.contract else None,
            "text": said.full_text,
            "next_step": said.next_step.text if said.next_step else None,
        }
        self.stdout.write(json.dumps(line, ensure_ascii=False))


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at: {text!r} is not an ISO 8601 instant: {error}", returncode=2) from error
    if at.tzinfo is None:
        raise CommandError(f"--at: {text!r} has no offset; write for example {text}Z", returncode=2)
    try:
        return at.astimezone(PARIS)
    except OverflowError as error:
        raise CommandError(f"--at: {text!r} is out of the calendar's years.", returncode=2) from error

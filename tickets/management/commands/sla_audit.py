"""`manage.py sla_audit`: computes every deadline again from the events, and prints each ticket that differs."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sla.wording import PARIS
from tickets import clock_audit
from tickets.clock_audit import Difference
from tickets.models import Ticket
from tickets.visibility import TicketQuerySet

PROGRESS_EVERY = 5000


class Command(BaseCommand):
    help = (
        "Compute the clocks of all tickets, or of those named, again from their events, and print each column that is "
        "stored otherwise. Nothing is written. No line: all agree."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="tickets to look at (default: all)")
        parser.add_argument("--json", action="store_true", help="one JSON object per line instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        looked_at = differing = 0
        for ticket, found in clock_audit.audit(_named(options["numbers"]), timezone.now()):
            looked_at += 1
            differing += bool(found)
            if found:
                self.stdout.write(_json(ticket, found) if options["json"] else _plain(ticket, found))
            if looked_at % PROGRESS_EVERY == 0:
                self.stderr.write(_("%s tickets vérifiés…") % looked_at)
        self.stderr.write(_summary(looked_at, differing))


def _named(numbers: list[str]) -> TicketQuerySet:
    tickets = Ticket.objects.all()
    if not numbers:
        return tickets
    unknown = sorted(set(numbers) - set(tickets.filter(number__in=numbers).values_list("number", flat=True)))
    if unknown:
        raise CommandError(_("Ticket inconnu\u00a0: %s.") % ", ".join(unknown), returncode=2)
    return tickets.filter(number__in=numbers)


def _summary(looked_at: int, differing: int) -> str:
    checked = ngettext("%s ticket vérifié", "%s tickets vérifiés", looked_at) % looked_at
    if not differing:
        return _("%s, tous conformes à leurs événements.") % checked
    return _("%(checked)s, dont %(differing)s à corriger.") % {"checked": checked, "differing": differing}


def _json(ticket: Ticket, found: Iterable[Difference]) -> str:
    columns = {
        each.column: {"stored": _value(each.stored), "computed": _value(each.computed)} for each in found
    }
    return json.dumps({"ticket": ticket.number, "differences": columns}, ensure_ascii=False)


def _plain(ticket: Ticket, found: Iterable[Difference]) -> str:
    parts = (
        _("%(column)s enregistré %(stored)s, recalculé %(computed)s")
        % {"column": each.column, "stored": _value(each.stored), "computed": _value(each.computed)}
        for each in found
    )
    return f"{ticket.number}\u00a0: {', '.join(parts)}"


def _value(value: Any) -> Any:
    return value.astimezone(PARIS).isoformat() if isinstance(value, datetime) else value

"""`manage.py staffing`: how many engineers the promises need; its output is stable (docs/rules/staffing.md)."""

from __future__ import annotations

import json
import re
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from contracts.models import SupportLevel
from sla import commitments, staffing_chart
from sla.models import latest_version, working_time
from sla.shares import percent
from sla.staffing import Arrival, Comparison, Outcome, Workload
from sla.wording import PARIS, business_hours, day_and_month
from sla.working_time import FIRST_YEAR, LAST_YEAR
from tickets import arrivals, arrivals_csv
from tickets.arrivals import Period

# Beyond, somebody meant something else.
MOST_ENGINEERS = 500
_MOST_REASONS = 50
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)


class Command(BaseCommand):
    help = (
        "Replay the requests as they came against some numbers of engineers, and say which share of the Premium "
        "deadlines each number meets: the earliest deadline first, beside the order of arrival. The time that a first "
        "response takes is recorded nowhere: each request takes --handling, unless a CSV file says better."
    )

    # It serves no page: a fault in the routes must not keep an operator from an answer.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        # A wrong call is told in one line; --help still lists the options.
        parser.usage = SUPPRESS
        parser.add_argument(
            "--csv",
            metavar="FILE",
            help="arrivals from a file (- for standard input) instead of the tickets; its header names received_at "
            "(ISO 8601 with offset), level, severity (empty: not qualified) and, if known, handling_minutes",
        )
        parser.add_argument(
            "--engineers", default="1-8", metavar="N", help="4, or 1-8, or 2,4,6; 1-8 if absent"
        )
        parser.add_argument(
            "--handling",
            default="45",
            metavar="MINUTES",
            help="working minutes that a request takes an engineer until its first response; 45 if absent",
        )
        parser.add_argument(
            "--from", dest="first", metavar="DATE", help="only what arrived on this day of Paris or later"
        )
        parser.add_argument(
            "--to", dest="last", metavar="DATE", help="only what arrived on this day or before"
        )
        parser.add_argument(
            "--json", action="store_true", help="one JSON object per number of engineers instead of a table"
        )
        parser.add_argument("--svg", metavar="FILE", help="write the curve there as well")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = _numbers(str(options["engineers"]))
        handling = _handling(str(options["handling"]))
        period = _period(options["first"], options["last"])
        svg = _destination(options["svg"]) if options["svg"] else None
        workload = _workload(options["csv"], period, handling)
        if not workload.arrivals:
            # The lines of --json stay JSON.
            out = self.stderr if options["json"] else self.stdout
            out.write(_("Rien à rejouer\u00a0: aucune demande prise en charge n’est arrivée."))
            return
        about = [_what(workload), _assumed(handling)]
        comparisons = []
        for comparison in self._compared(workload, numbers):
            comparisons.append(comparison)
            if options["json"]:
                self.stdout.write(_as_json(comparison))
        gap = staffing_chart.widest_gap(comparisons)
        if not options["json"]:
            self.stdout.write("\n".join([*about, "", *_table(comparisons), *(["", gap] if gap else [])]))
        if svg is not None:
            _write(svg, comparisons, [*about, gap] if gap else about)

    def _compared(self, workload: Workload, numbers: list[int]) -> Iterator[Comparison]:
        """The comparisons one after the other, their count on a terminal's standard error."""
        watched = sys.stderr.isatty()
        for count, engineers in enumerate(numbers, start=1):
            if watched:
                self.stderr.write(f"\r{count}/{len(numbers)} …", ending="")
            yield workload.compare(engineers)
        if watched:
            self.stderr.write("\r\x1b[K", ending="")


def _workload(csv: str | None, period: Period, handling: timedelta) -> Workload:
    calendar = working_time(latest_version())
    if csv is None:
        return Workload(arrivals.recorded(period, handling), calendar)
    found = _read(csv, handling)
    return Workload((arrival for arrival in found if arrival.at in period), calendar)


def _read(path: str, handling: timedelta) -> list[Arrival]:
    """The arrivals of a file; ends with status 2 and every bad line named, nothing being replayed."""
    promises = commitments.promises_of(list(SupportLevel.objects.values_list("code", flat=True)))
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return arrivals_csv.Reader(promises, handling).read(raw)
    except OSError as error:
        raise _wrong("--csv", f"{path}: {error.strerror}") from error
    except arrivals_csv.RefusedFileError as error:
        reasons = [f"--csv: {path}: {reason}" for reason in error.reasons[:_MOST_REASONS]]
        more = len(error.reasons) - _MOST_REASONS
        if more > 0:
            reasons.append(ngettext("et %(count)s autre", "et %(count)s autres", more) % {"count": more})
        raise CommandError("\n".join(reasons), returncode=2) from error


def _numbers(text: str) -> list[int]:
    """4, 1-8 or 2,4,6 in rising order, each once."""
    numbers: set[int] = set()
    for part in text.split(","):
        found = _RANGE.fullmatch(part.strip())
        if not found:
            raise _wrong("--engineers", _("«\u00a0%s\u00a0» n’est pas de la forme 4, 1-8 ou 2,4,6.") % text)
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= MOST_ENGINEERS:
            reason = _("«\u00a0%(given)s\u00a0» ne va pas en montant de 1 à %(most)s au plus.")
            raise _wrong("--engineers", reason % {"given": part, "most": MOST_ENGINEERS})
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def _wrong(option: str, reason: object) -> CommandError:
    """A wrong call: one line on standard error and status 2."""
    return CommandError(f"{option}: {reason}", returncode=2)


def _handling(text: str) -> timedelta:
    try:
        return arrivals_csv.minutes(text)
    except ValueError as error:
        raise _wrong("--handling", error) from error


def _period(first: str | None, last: str | None) -> Period:
    """Whole days of Paris, both included."""
    start = _midnight("--from", first, timedelta(0)) if first else None
    end = _midnight("--to", last, timedelta(days=1)) if last else None
    if start and end and start >= end:
        raise _wrong("--from", _("%(first)s vient après %(last)s.") % {"first": first, "last": last})
    return Period(start, end)


def _midnight(option: str, text: str, later: timedelta) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        reason = _("«\u00a0%(given)s\u00a0» n’est pas une date comme 2026-10-13, de %(first)s à %(last)s.")
        raise _wrong(option, reason % {"given": text, "first": FIRST_YEAR, "last": LAST_YEAR})
    return datetime.combine(day + later, time(0), PARIS)


def _destination(path: str) -> Path:
    """Where the curve goes; said to be impossible before the replay rather than after."""
    found = Path(path)
    if found.is_dir() or not found.parent.is_dir():
        raise _wrong("--svg", _("%s n’est pas un fichier dans un dossier qui existe.") % path)
    return found


def _write(path: Path, comparisons: list[Comparison], about: list[str]) -> None:
    context = {"chart": staffing_chart.chart(comparisons, about), "language": get_language()}
    try:
        path.write_text(render_to_string("staffing/curve.svg", context), encoding="utf-8")
    except OSError as error:
        raise _wrong("--svg", f"{path}: {error.strerror}") from error


def _as_json(comparison: Comparison) -> str:
    line = {
        "engineers": comparison.engineers,
        "premium": comparison.promised,
        "earliest_deadline_first": _outcome(comparison.deadline_first),
        "arrival_order": _outcome(comparison.arrival_order),
    }
    return json.dumps(line)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    share = outcome.share
    return {"met": outcome.met, "share": None if share is None else round(share, 6)}


def _what(workload: Workload) -> str:
    """240 demandes du 12 janvier 2026 au 13 octobre 2026, dont 120 avec une échéance Premium."""
    first, last = (workload.arrivals[end].at.astimezone(PARIS).date() for end in (0, -1))
    period = (
        _("du %(first)s au %(last)s") % {"first": _day(first), "last": _day(last)}
        if first != last
        else pgettext("période", "du %s") % _day(first)
    )
    count = len(workload.arrivals)
    return ngettext(
        "%(count)s demande %(period)s, dont %(premium)s avec une échéance Premium.",
        "%(count)s demandes %(period)s, dont %(premium)s avec une échéance Premium.",
        count,
    ) % {
        "count": number_format(count, force_grouping=True),
        "period": period,
        "premium": number_format(workload.promised, force_grouping=True),
    }


def _day(day: date) -> str:
    return pgettext("date", "%(date)s %(year)s") % {"date": day_and_month(day), "year": day.year}


def _assumed(handling: timedelta) -> str:
    return _("Temps compté jusqu’à la première réponse, sauf mention contraire\u00a0: %s.") % business_hours(
        handling
    )


def _table(comparisons: list[Comparison]) -> list[str]:
    rows = [(_("ingénieurs"), _("échéance d’abord"), _("ordre d’arrivée"))]
    rows.extend(
        (str(each.engineers), _cell(each.deadline_first), _cell(each.arrival_order)) for each in comparisons
    )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["   ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def _cell(outcome: Outcome) -> str:
    """87,5 % (105), or a dash when nothing was promised."""
    return f"{percent(outcome.met, outcome.promised)} ({outcome.met})" if outcome.promised else "–"

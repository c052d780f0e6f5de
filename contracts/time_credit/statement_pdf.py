"""The statement of a PS time credit as a PDF, to print or to file; the header of its table on every page.

Laid out in memory, hence only so many entries; a statement of more is asked for by shorter periods, or as CSV.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from contracts import printed
from contracts.period import Period
from contracts.printed import BOLD, GROUND, INK, MUTE, REGULAR, RULE, style, text
from contracts.time_credit.statement import Line, Standing, in_words
from sla import wording
from sla.wording import PARIS

MOST = 500
_COLUMNS = (24 * mm, 76 * mm, 26 * mm, 24 * mm, 24 * mm)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is printed: `lines` are the oldest first, `period` is the one that they were taken from."""

    organisation: str
    standing: Standing
    period: Period
    lines: Sequence[Line]
    at: datetime

    @property
    def title(self) -> str:
        return _("Relevé de crédit-temps, %s") % self.organisation


def render(statement: Statement) -> bytes:
    """The statement in the active language; instants in Paris."""
    story = [*_head(statement), _entries(statement)]
    return printed.render(statement.title, in_words(statement.period), story)


def _head(statement: Statement) -> list[Flowable]:
    stands = statement.standing
    facts = [
        (_("Disponible"), stands.left_text),
        (_("Réservé"), stands.reserved_text),
        (_("Acheté"), stands.bought_text),
        (_("Dépensé"), stands.spent_text),
    ]
    if stands.corrected:
        facts.append((_("Corrigé"), stands.corrected_text))
    written = wording.in_zone(statement.at)
    day = wording.at_time(written.strftime("%d/%m/%Y"), written)
    return [
        text(statement.title, style(size=15, bold=True)),
        Spacer(0, 2 * mm),
        text(
            _("Option PS de la charte de support. Écritures %(period)s, solde au %(day)s (heure de Paris).")
            % {"period": in_words(statement.period), "day": day},
            style(color=MUTE),
        ),
        Spacer(0, 5 * mm),
        printed.in_a_row(facts),
        Spacer(0, 6 * mm),
    ]


def _entries(statement: Statement) -> Flowable:
    """One row an entry; its header comes again on every page."""
    if not statement.lines:
        return text(_("Aucune écriture dans cette période."), style(color=MUTE))
    names = (_("Date"), _("Écriture"), _("Mouvement"), _("Réservé"), _("Solde"))
    header: list[Paragraph | str] = [
        text(name, style(bold=True, right=place > 1)) for place, name in enumerate(names)
    ]
    rows = [header, *(_row(line) for line in statement.lines)]
    look = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), GROUND),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
            ("ALIGN", (2, 1), (-1, -1), "RIGHT"),
            ("FONT", (2, 1), (3, -1), REGULAR, 9, 12),
            ("FONT", (4, 1), (4, -1), BOLD, 9, 12),
            ("TEXTCOLOR", (2, 1), (-1, -1), INK),
        ]
    )
    return Table(rows, colWidths=_COLUMNS, repeatRows=1, style=look)


def _row(line: Line) -> list[Paragraph | str]:
    at = line.at.astimezone(PARIS)
    told = " · ".join(filter(None, (line.reference, line.by)))
    return [
        text(f"{at:%d/%m/%Y}", style(), wording.clock_time(at)),
        text(capfirst(line.text), style(), told),
        line.change_text,
        line.reserved_text,
        line.left_text,
    ]

"""The statement of a PS time credit as a PDF, to print or to file: A4, its fonts within, the header on every page.

Laid out in memory, hence only so many entries; a statement of more is asked for by shorter periods, or as CSV.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from contracts.period import Period
from contracts.time_credit.statement import Line, Standing, in_words
from sla import wording
from sla.wording import PARIS

MOST = 500
_REGULAR, _BOLD = "Vera", "VeraBd"  # they come with reportlab and hold every letter of French
_INK, _MUTE, _RULE, _GROUND = (colors.HexColor(code) for code in ("#1b2027", "#5a616b", "#85898f", "#f1eee7"))
_MARGIN = 18 * mm
_COLUMNS = (24 * mm, 76 * mm, 26 * mm, 24 * mm, 24 * mm)
_PAGES = "pages"


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
    _load_fonts()
    made = io.BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=22 * mm,
        title=_plain(statement.title),
        author="EXER DATACOM",
        subject=_plain(in_words(statement.period)),
        creator="CST EXER",
        lang=translation.get_language() or "fr",
        displayDocTitle=1,
    )
    footer = _Footer(statement)
    document.build([*_head(statement), _entries(statement), _Total()], footer, footer)
    return made.getvalue()


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
        _text(statement.title, _style(size=15, bold=True)),
        Spacer(0, 2 * mm),
        _text(
            _("Option PS de la charte de support. Écritures %(period)s, solde au %(day)s (heure de Paris).")
            % {"period": in_words(statement.period), "day": day},
            _style(color=_MUTE),
        ),
        Spacer(0, 5 * mm),
        _in_a_row(facts),
        Spacer(0, 6 * mm),
    ]


def _in_a_row(facts: Sequence[tuple[str, str]]) -> Table:
    """Each name over its figure, side by side."""
    width = sum(_COLUMNS) / len(facts)
    cells = [
        [_text(name, _style(size=8, color=_MUTE)) for name, _figure in facts],
        [_text(figure, _style(size=12, bold=True)) for _name, figure in facts],
    ]
    return Table(
        cells, colWidths=[width] * len(facts), style=TableStyle([("BOX", (0, 0), (-1, -1), 0.5, _RULE)])
    )


def _entries(statement: Statement) -> Flowable:
    """One row an entry; its header comes again on every page."""
    if not statement.lines:
        return _text(_("Aucune écriture dans cette période."), _style(color=_MUTE))
    names = (_("Date"), _("Écriture"), _("Mouvement"), _("Réservé"), _("Solde"))
    header: list[Paragraph | str] = [
        _text(name, _style(bold=True, right=place > 1)) for place, name in enumerate(names)
    ]
    rows = [header, *(_row(line) for line in statement.lines)]
    look = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), _GROUND),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, _RULE),
            ("ALIGN", (2, 1), (-1, -1), "RIGHT"),
            ("FONT", (2, 1), (3, -1), _REGULAR, 9, 12),
            ("FONT", (4, 1), (4, -1), _BOLD, 9, 12),
            ("TEXTCOLOR", (2, 1), (-1, -1), _INK),
        ]
    )
    return Table(rows, colWidths=_COLUMNS, repeatRows=1, style=look)


def _row(line: Line) -> list[Paragraph | str]:
    at = line.at.astimezone(PARIS)
    told = " · ".join(filter(None, (line.reference, line.by)))
    return [
        _text(f"{at:%d/%m/%Y}", _style(), wording.clock_time(at)),
        _text(capfirst(line.text), _style(), told),
        line.change_text,
        line.reserved_text,
        line.left_text,
    ]


class _Footer:
    """Whose statement it is, and "page 2 sur 3", at the foot of each page."""

    def __init__(self, statement: Statement) -> None:
        # As much of a long name as one line holds beside the number.
        self.title = simpleSplit(_plain(statement.title), _REGULAR, 8, sum(_COLUMNS) - 30 * mm)[0]

    def __call__(self, canvas: Any, document: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont(_REGULAR, 8)
        canvas.setFillColor(_MUTE)
        canvas.drawString(_MARGIN, 12 * mm, self.title)
        number = _plain(_("page %d sur") % canvas.getPageNumber())
        canvas.drawRightString(A4[0] - _MARGIN - 8 * mm, 12 * mm, number)
        canvas.translate(A4[0] - _MARGIN - 7 * mm, 12 * mm)
        canvas.doForm(_PAGES)  # known once the last page is
        canvas.restoreState()


class _Total(Flowable):
    """Draws nothing where it stands, behind all else: how many pages there are, for the foot of each."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        canvas: Any = self.canv
        total = str(canvas.getPageNumber())
        canvas.beginForm(_PAGES)
        canvas.setFont(_REGULAR, 8)
        canvas.setFillColor(_MUTE)
        canvas.drawString(0, 0, total)
        canvas.endForm()


def _text(words: str, style: ParagraphStyle, below: str = "") -> Paragraph:
    """`words` as they are, and in small under them what is said beside."""
    markup: str = escape(_plain(words))
    if below:
        markup += f'<br/><font size="7.5" color="#5a616b">{escape(_plain(below))}</font>'
    return Paragraph(markup, style)


def _plain(words: str) -> str:
    """The fonts have one kind of no-break space, and a control character has no shape at all."""
    return "".join(sign for sign in words.replace("\u202f", "\u00a0") if sign >= " ")


@cache
def _style(
    *, size: float = 9, bold: bool = False, right: bool = False, color: colors.Color = _INK
) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{bold}{right}{color}",
        fontName=_BOLD if bold else _REGULAR,
        fontSize=size,
        leading=size * 1.35,
        textColor=color,
        alignment=TA_RIGHT if right else 0,
        splitLongWords=1,
    )


@cache
def _load_fonts() -> None:
    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))

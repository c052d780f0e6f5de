"""What our PDFs have in common: A4, fonts within, one ink, a foot with the title and "page 2 sur 3" on each page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

REGULAR, BOLD = "Vera", "VeraBd"  # they come with reportlab and hold every letter of French
INK, MUTE, RULE, GROUND = (colors.HexColor(code) for code in ("#1b2027", "#5a616b", "#85898f", "#f1eee7"))
MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
_PAGES = "pages"


def render(title: str, subject: str, story: Sequence[Flowable]) -> bytes:
    """The pages in the active language. The same story makes the same bytes: no date of making is in them."""
    made = io.BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=22 * mm,
        title=plain(title),
        author="EXER DATACOM",
        subject=plain(subject),
        creator="CST EXER",
        lang=translation.get_language() or "fr",
        displayDocTitle=1,
        invariant=1,
    )
    footer = _Footer(title)
    document.build([*story, _Total()], footer, footer)
    return made.getvalue()


def in_a_row(facts: Sequence[tuple[str, str]]) -> Table:
    """Each name over its figure, side by side."""
    cells = [
        [text(name, style(size=8, color=MUTE)) for name, _figure in facts],
        [text(figure, style(size=12, bold=True)) for _name, figure in facts],
    ]
    box = TableStyle([("BOX", (0, 0), (-1, -1), 0.5, RULE)])
    return Table(cells, colWidths=[WIDTH / len(facts)] * len(facts), style=box)


def text(words: str, look: ParagraphStyle, below: str = "") -> Paragraph:
    """`words` as they are, and in small under them what is said beside."""
    markup: str = escape(plain(words))
    if below:
        markup += f'<br/><font size="7.5" color="#5a616b">{escape(plain(below))}</font>'
    return Paragraph(markup, look)


def plain(words: str) -> str:
    """The fonts have one kind of no-break space, and a control character has no shape at all."""
    return "".join(sign for sign in words.replace("\u202f", "\u00a0") if sign >= " ")


@cache
def style(
    *, size: float = 9, bold: bool = False, right: bool = False, color: colors.Color = INK
) -> ParagraphStyle:
    load_fonts()
    return ParagraphStyle(
        f"{size}{bold}{right}{color}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.35,
        textColor=color,
        alignment=TA_RIGHT if right else 0,
        splitLongWords=1,
    )


@cache
def load_fonts() -> None:
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


class _Footer:
    """What it is, and "page 2 sur 3", at the foot of each page."""

    def __init__(self, title: str) -> None:
        load_fonts()
        # As much of a long name as one line holds beside the number.
        self.title = simpleSplit(plain(title), REGULAR, 8, WIDTH - 30 * mm)[0]

    def __call__(self, canvas: Any, document: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(MUTE)
        canvas.drawString(MARGIN, 12 * mm, self.title)
        number = plain(_("page %d sur") % canvas.getPageNumber())
        canvas.drawRightString(A4[0] - MARGIN - 8 * mm, 12 * mm, number)
        canvas.translate(A4[0] - MARGIN - 7 * mm, 12 * mm)
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
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(MUTE)
        canvas.drawString(0, 0, total)
        canvas.endForm()

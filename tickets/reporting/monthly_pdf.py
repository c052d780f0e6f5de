"""The month of a reseller as a PDF, to send or to file; in the language that is active."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from contracts import printed
from contracts.printed import GROUND, INK, MUTE, RULE, WIDTH, style, text
from sla import wording
from tickets.models import ClosingCause, Ticket
from tickets.reporting import sheet_answers
from tickets.reporting.kept import Kept
from tickets.reporting.monthly import LATE, Monthly
from tickets.reporting.periods import step_label
from tickets.reporting.tables import Share

_KEPT, _MISSED = colors.HexColor("#0b5c73"), colors.HexColor("#a12419")
# One bar of a drawing: its room, and the height of its colour.
_ROOM, _BAR = 7 * mm, 4 * mm
_NAMED, _SAID = 26 * mm, 48 * mm


def render(month: Monthly) -> bytes:
    """The same figures make the same bytes."""
    parts = (_over_time(month), *_tables(month), _late(month))
    story = [*_head(month), *(flowable for part in parts for flowable in part), *_foot()]
    return printed.render(title(month), month.period.label, story)


def title(month: Monthly) -> str:
    """What it is called, on its pages and by a reader's program."""
    return _("Rapport de support, %(reseller)s, %(month)s") % {
        "reseller": month.reseller.name,
        "month": month.period.label,
    }


def _head(month: Monthly) -> list[Flowable]:
    total, marks = month.total, month.marks
    facts = [
        (_("Demandes reçues"), str(total.received)),
        (_("Réponses dans les délais"), str(Share(total.met, total.decided))),
        (_("Tickets terminés"), str(month.ended)),
        (_("Clients satisfaits"), str(Share(marks.good, marks.given))),
    ]
    written = wording.in_zone(month.at)
    day = wording.at_time(written.strftime("%d/%m/%Y"), written)
    return [
        text(title(month), style(size=15, bold=True)),
        Spacer(0, 2 * mm),
        text(
            _("Centre de Support Technique d’EXER DATACOM, chiffres arrêtés le %s (heure de Paris).") % day,
            style(color=MUTE),
        ),
        Spacer(0, 5 * mm),
        printed.in_a_row(facts),
        Spacer(0, 6 * mm),
    ]


def _over_time(month: Monthly) -> list[Flowable]:
    step = month.period.step
    named = [(_("du %s") % step_label(day, step), each) for day, each in month.in_time.steps.items()]
    return _titled(_("Premières réponses promises, semaine par semaine"), _Bars(named))


def _tables(month: Monthly) -> Iterable[list[Flowable]]:
    severities = month.in_time.severities
    by_severity = {
        sheet_answers.severity_name(each): severities[each]
        for each in sheet_answers.severities_in_order(severities)
    }
    yield _kept(_("Par sévérité"), _("Sévérité"), by_severity)
    yield _kept(_("Par client"), _("Client"), month.customers)
    products = {sheet_answers.product_name(*each): kept for each, kept in month.parties.products.items()}
    yield _kept(_("Par produit"), _("Produit"), products)
    causes = [
        (capfirst(str(ClosingCause(cause).label)) if cause else _("Cause non dite"), str(count))
        for cause, count in month.causes.items()
    ]
    yield _table(_("Causes des tickets terminés"), (_("Cause"), _("Tickets")), causes)
    vendors = [
        (vendor, str(each.cases), str(each.open), wording.duration(each.middle))
        for vendor, each in month.vendors.items()
    ]
    head = (_("Constructeur"), _("Dossiers ouverts"), _("Encore chez lui"), _("Durée médiane ouvrée"))
    yield _table(_("Dossiers chez les constructeurs"), head, vendors)


def _late(month: Monthly) -> list[Flowable]:
    rows = [_late_row(ticket) for ticket in month.late[:LATE]]
    head = (_("Ticket"), _("Échéance"), _("Première réponse"))
    found = _table(_("Réponses hors délai, une par une"), head, rows)
    if len(month.late) > LATE:
        found.append(text(_("Les suivantes sont dans le portail."), style(color=MUTE)))
    return found


def _late_row(ticket: Ticket) -> tuple[str, ...]:
    answered = ticket.first_response_at
    subject = f"{ticket.number}, {ticket.subject}"
    return (subject, _instant(ticket.due_at), _instant(answered) if answered else _("attendue"))


def _instant(at: Any) -> str:
    local = wording.in_zone(at)
    return wording.at_time(date_format(local, "d/m/Y"), local)


def _foot() -> list[Flowable]:
    return [
        Spacer(0, 4 * mm),
        text(
            _(
                "Une promesse est tenue quand la première réponse publique d’un ingénieur est partie à "
                "l’échéance ou avant\u00a0: 2, 4, 8 ou 12\u00a0heures ouvrées selon la sévérité, support "
                "Premium (charte V), pauses comprises. Le support Standard ne promet aucun délai."
            ),
            style(size=8, color=MUTE),
        ),
    ]


def _kept(named: str, what: str, found: Mapping[str, Kept]) -> list[Flowable]:
    head = (what, _("Reçues"), _("Dans les délais"), _("Hors délai"), _("En cours"), _("Part tenue"))
    rows = [
        (
            name,
            str(each.received),
            str(each.met),
            str(each.missed),
            str(each.waiting),
            str(Share(each.met, each.decided)),
        )
        for name, each in found.items()
    ]
    return _table(named, head, rows)


def _table(named: str, head: Sequence[str], rows: Sequence[tuple[str, ...]]) -> list[Flowable]:
    """A title over a table whose header comes again on each page; nothing without rows."""
    if not rows:
        return []
    cells = [
        [text(name, style(bold=True, size=8, right=place > 0)) for place, name in enumerate(head)],
        *([text(cell, style(right=place > 0)) for place, cell in enumerate(row)] for row in rows),
    ]
    first = WIDTH * (0.55 if len(head) <= 4 else 0.4)
    others = (WIDTH - first) / (len(head) - 1)
    look = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), GROUND),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
        ]
    )
    table = Table(cells, colWidths=[first, *[others] * (len(head) - 1)], repeatRows=1, style=look)
    if len(rows) > 20:
        return [text(named, style(size=11, bold=True)), Spacer(0, 2 * mm), table, Spacer(0, 6 * mm)]
    return _titled(named, table)


def _titled(named: str, what: Flowable) -> list[Flowable]:
    """What is short stays with its title on one page."""
    return [
        KeepTogether([text(named, style(size=11, bold=True)), Spacer(0, 2 * mm), what]),
        Spacer(0, 6 * mm),
    ]


class _Bars(Flowable):
    """Bars across: kept is full, missed is striped, running is empty, so that a black print says as much."""

    def __init__(self, named: Sequence[tuple[str, Kept]]) -> None:
        super().__init__()
        self.named = named

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return WIDTH, _ROOM * len(self.named)

    def draw(self) -> None:
        most = max((each.promised for _name, each in self.named), default=0) or 1
        for place, (name, each) in enumerate(self.named):
            y = _ROOM * (len(self.named) - place - 1)
            self._row(y, name, each, (WIDTH - _NAMED - _SAID) / most)

    def _row(self, y: float, name: str, each: Kept, unit: float) -> None:
        canvas: Any = self.canv
        canvas.setFont(printed.REGULAR, 8.5)
        canvas.setFillColor(INK)
        canvas.drawString(0, y + 1.2 * mm, printed.plain(name))
        canvas.drawRightString(WIDTH, y + 1.2 * mm, printed.plain(sheet_answers.in_words(each)))
        x = _NAMED
        for count, draw in (
            (each.met, self._full),
            (each.missed, self._striped),
            (each.waiting, self._empty),
        ):
            if count:
                draw(x, y, count * unit)
            x += count * unit

    def _full(self, x: float, y: float, width: float) -> None:
        self.canv.setFillColor(_KEPT)
        self.canv.rect(x, y, width, _BAR, stroke=0, fill=1)

    def _striped(self, x: float, y: float, width: float) -> None:
        canvas: Any = self.canv
        canvas.saveState()
        canvas.setFillColor(_MISSED)
        canvas.rect(x, y, width, _BAR, stroke=0, fill=1)
        inside = canvas.beginPath()
        inside.rect(x, y, width, _BAR)
        canvas.clipPath(inside, stroke=0, fill=0)
        canvas.setStrokeColor(colors.white)
        canvas.setLineWidth(1.2)
        start = x - _BAR
        while start < x + width:
            canvas.line(start, y, start + _BAR, y + _BAR)
            start += 1.6 * mm
        canvas.restoreState()

    def _empty(self, x: float, y: float, width: float) -> None:
        self.canv.setStrokeColor(RULE)
        self.canv.setLineWidth(0.6)
        self.canv.rect(x, y + 0.3, width, _BAR - 0.6, stroke=1, fill=0)

"""The statement of a PS time credit as rows of a file for spreadsheets: minutes in columns of their own, no sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from contracts.time_credit.statement import Line
from sla.wording import PARIS


def rows(lines: Iterable[Line]) -> Iterator[list[str]]:
    """A header, then one row a line, in the active language."""
    yield [
        _("Date"),
        _("Heure (Paris)"),
        _("Écriture"),
        _("Référence"),
        _("Par"),
        _("Entrée (min)"),
        _("Sortie (min)"),
        _("Pris sur le réservé (min)"),
        _("Réservé ensuite (min)"),
        _("Solde ensuite (min)"),
    ]
    for line in lines:
        at = line.at.astimezone(PARIS)
        yield [
            at.strftime("%d/%m/%Y"),
            at.strftime("%H:%M"),
            line.text,
            line.reference,
            line.by,
            _above_zero(line.entry.minutes),
            _above_zero(-line.entry.minutes),
            _above_zero(-line.change) if not line.entry.minutes else "",
            str(line.reserved),
            str(line.left),
        ]


def _above_zero(minutes: int) -> str:
    return str(minutes) if minutes > 0 else ""

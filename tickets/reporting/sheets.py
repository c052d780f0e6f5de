"""The sheets of figures, by their addresses, and which of them holds a table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from tickets.reporting import sheet_activity, sheet_answers, sheet_opinions
from tickets.reporting.figure import Fact, Figure
from tickets.reporting.scope import Scope
from tickets.reporting.tables import Table


class Sheet(StrEnum):
    """The values are those of the address (?feuille=)."""

    ANSWERS = "reponses"
    ACTIVITY = "activite"
    OPINIONS = "satisfaction"

    @classmethod
    def named(cls, value: str | None) -> Sheet:
        """The sheet of that name; the first for any other word."""
        return cls(value) if value in set(cls) else cls.ANSWERS

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Sheet.ANSWERS: _("Réponses promises"),
    Sheet.ACTIVITY: _("Activité"),
    Sheet.OPINIONS: _("Satisfaction"),
}
_HELD = {
    Sheet.ANSWERS: ("temps", "niveaux", "severites", "revendeurs", "produits"),
    Sheet.ACTIVITY: ("heures", "jours", "ages", "constructeurs", "causes"),
    Sheet.OPINIONS: ("avis", "avis-revendeurs"),
}
TABLES = {key: sheet for sheet, keys in _HELD.items() for key in keys}


def build(sheet: Sheet, scope: Scope, levels: Mapping[str, str]) -> tuple[list[Fact], list[Figure]]:
    """The numbers on top and the figures of a sheet; `levels` are the names of levels by code."""
    match sheet:
        case Sheet.ACTIVITY:
            return sheet_activity.build(scope)
        case Sheet.OPINIONS:
            return sheet_opinions.build(scope)
    return sheet_answers.build(scope, levels)


def table(key: str, scope: Scope, levels: Mapping[str, str]) -> Table:
    """The table of that key, which is one of `TABLES`."""
    _facts, figures = build(TABLES[key], scope, levels)
    return next(figure.table for figure in figures if figure.table.key == key)

"""A table of figures, as a page shows it and a file holds it: one source for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sla import shares


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: "87,5 %", cut and never rounded up; a dash where the whole is nothing."""

    part: int
    whole: int

    def __str__(self) -> str:
        return shares.percent(self.part, self.whole) if self.whole else "—"

    @property
    def fraction(self) -> float | None:
        """From 0 to 1, for a spreadsheet."""
        return self.part / self.whole if self.whole else None


Cell = str | int | Share
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`key` names it in addresses and in names of files. The first column of a row says what it is about."""

    key: str
    title: str
    head: Sequence[str]
    rows: Sequence[Row]

    @property
    def is_empty(self) -> bool:
        return not self.rows


def nothing_known() -> str:
    """What stands where a row has no name."""
    return _("non renseigné")

"""What a sheet is made of: a number that stands alone, and a chart with its table."""

from __future__ import annotations

from dataclasses import dataclass

from tickets.reporting.charts import Chart
from tickets.reporting.tables import Table


@dataclass(frozen=True, slots=True)
class Fact:
    """One number on top of a sheet, and what it counts."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A table, drawn where there is something to draw; `note` is what a reader must know to read it."""

    table: Table
    chart: Chart | None = None
    note: str = ""

"""A row of the day ruler as bands side by side, for what draws no SVG: the mail programs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sla import rulers
from sla.rulers import Row, SegmentKind

# What lies over the open hours, and hides them.
_ABOVE: tuple[SegmentKind, ...] = ("used", "left", "wait")


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of one kind; `width` in percent of the row with a dot, `due` when the deadline ends it."""

    kind: SegmentKind | Literal["closed"]
    width: str
    label: str = ""
    due: bool = False


def bands(row: Row) -> tuple[Band, ...]:
    """The row from its left to its right end, without holes and without overlaps."""
    edges = sorted({0.0, 100.0, *(edge for segment in row.segments for edge in _extent(segment))})
    due = next((float(mark.x) for mark in row.marks if mark.kind == "due"), None)
    found = []
    for start, end in pairwise(edges):
        top = _top(row, (start + end) / 2)
        width, ends = f"{end - start:.1f}", due == end
        found.append(Band(top.kind, width, top.label, ends) if top else Band("closed", width, due=ends))
    return tuple(found)


def _extent(segment: rulers.Segment) -> tuple[float, float]:
    start = float(segment.x)
    return start, round(start + float(segment.width), 1)


def _top(row: Row, x: float) -> rulers.Segment | None:
    """What is seen at a place of the row."""
    there = [segment for segment in row.segments if _extent(segment)[0] <= x < _extent(segment)[1]]
    return max(there, key=lambda segment: segment.kind in _ABOVE, default=None)

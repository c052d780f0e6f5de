"""A file as lines of text cells under headers, whatever kind of file it was; nothing here knows what a cell means.

A list may have titles above its headers: the line among the first twenty that names most columns is taken for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.imports.columns import Layout, layout
from contracts.imports.findings import Unreadable

MOST_LINES = 200_000
# Where headers are looked for.
HEAD = 20
# What is read of the width of a line; a list of contracts has a tenth of it.
MOST_COLUMNS = 200

# A line as a spreadsheet numbers it, and its cells.
Line = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The lines under the headers. `expected` is about how many there are; `read_as` says how they were read.

    `lines` raises `Unreadable` where the file breaks off.
    """

    header_line: int
    layout: Layout
    lines: Iterator[Line]
    expected: int
    read_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The headers that the first lines of a file hold."""

    line: int
    layout: Layout

    @property
    def worth(self) -> int:
        """How much speaks for this reading of the file: the columns that are known, the required ones twice."""
        return 2 * len(self.layout.places) - len(self.layout.missing)


def head_of(lines: Sequence[Line]) -> Head | None:
    """The most telling line of headers among the first ones; None when none names two columns."""
    heads = [Head(number, layout(cells[:MOST_COLUMNS])) for number, cells in lines[:HEAD]]
    telling = [head for head in heads if len(head.layout.places) > 1]
    return max(telling, key=lambda head: head.worth, default=None)


def no_headers(lines: Sequence[Line]) -> Unreadable:
    """What to say of a file whose first lines name no columns: what stands there instead."""
    written = next((list(cells) for _number, cells in lines if any(cell.strip() for cell in cells)), [])
    return Unreadable("no_headers", found=listed(written))


def bounded(lines: Iterator[Line], after: int) -> Iterator[Line]:
    """The lines below line `after`; `Unreadable` when there are too many."""
    for number, cells in lines:
        if number > after + MOST_LINES and any(cells):
            raise Unreadable("too_many_lines", number, most=MOST_LINES)
        if number > after:
            yield number, cells


def listed(headers: Sequence[str]) -> str:
    """Headers as a sentence quotes them, no more than it bears."""
    shown = [" ".join(header.split())[:40] for header in headers if header.strip()][:25]
    return " | ".join(shown)

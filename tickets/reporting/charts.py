"""Where each thing of a chart stands: bars across and columns up, drawn by templates/console/figures/.

Across the page positions are percents, so that a drawing is as wide as its place and its letters keep their size; down
the page they are pixels. Numbers are written with a dot whatever the language. What a part stands for is a class of
static/css/components/figures.css: each has its colour and its pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10
from typing import ClassVar

# One bar with its name above it.
_ROW, _NAME, _BAR = 44, 15, 16
# The room for columns, and where their feet stand.
_TOP, _FOOT = 14, 174
# Names below columns: no more than fit a telephone.
_NAMES = 6


@dataclass(frozen=True, slots=True)
class Series:
    """What a part of each bar or column is: its look and its name in the legend."""

    look: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is drawn: a name, one value for each series, and the words beside or under it."""

    name: str
    values: Sequence[int]
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle: `x` and `width` in percent, `y` and `height` in pixels."""

    look: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One entry across: its name and words stand above its pieces."""

    name: str
    words: str
    name_y: int
    ground_y: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One entry upwards; `title` is said when it is pointed at, `label` is empty where there is no room."""

    title: str
    middle: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale, and its number."""

    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`about` says in words what the drawing shows; `key` makes its ids unique on a page."""

    bar_height: ClassVar = _BAR
    foot: ClassVar = _FOOT
    label_y: ClassVar = _FOOT + 18

    key: str
    title: str
    about: str
    legend: Sequence[Series]
    height: int
    bars: Sequence[Bar] = ()
    columns: Sequence[Column] = ()
    scale: Sequence[Line] = ()


def bars(key: str, title: str, series: Sequence[Series], entries: Sequence[Entry]) -> Chart:
    """Bars across, one below the other, all on the scale of the greatest."""
    most = max((sum(entry.values) for entry in entries), default=0) or 1
    drawn = [_bar(place, entry, series, most) for place, entry in enumerate(entries)]
    return Chart(key, title, _in_words(entries), _legend(series), _ROW * len(entries), bars=drawn)


def columns(key: str, title: str, series: Sequence[Series], entries: Sequence[Entry]) -> Chart:
    """Columns side by side on a scale of round numbers."""
    most = max((sum(entry.values) for entry in entries), default=0)
    top = _round_above(most)
    width = 92 / max(len(entries), 1)
    every = ceil(len(entries) / _NAMES)
    drawn = [
        _column(8 + place * width, width, entry, series, top, is_named=place % every == 0)
        for place, entry in enumerate(entries)
    ]
    told = [entry for entry in entries if sum(entry.values)]
    lines = [Line(f"{_height_at(value, top):.1f}", str(value)) for value in (0, top // 2, top)]
    return Chart(key, title, _in_words(told), _legend(series), _FOOT + 26, columns=drawn, scale=lines)


def _bar(place: int, entry: Entry, series: Sequence[Series], most: int) -> Bar:
    name_y = _ROW * place + _NAME
    ground_y = name_y + 7
    pieces, x = [], 0.0
    for each, value in zip(series, entry.values, strict=True):
        width = 100 * value / most
        if value:
            pieces.append(Piece(each.look, f"{x:.2f}%", str(ground_y), f"{width:.2f}%", str(_BAR)))
        x += width
    return Bar(entry.name, entry.words, name_y, ground_y, tuple(pieces))


def _column(
    x: float, width: float, entry: Entry, series: Sequence[Series], top: int, *, is_named: bool
) -> Column:
    pieces, below = [], 0
    for each, value in zip(series, entry.values, strict=True):
        if value:
            y, foot = _height_at(below + value, top), _height_at(below, top)
            left, wide = f"{x + width * 0.12:.2f}%", f"{width * 0.76:.2f}%"
            pieces.append(Piece(each.look, left, f"{y:.1f}", wide, f"{foot - y:.1f}"))
        below += value
    title = f"{entry.name}\u00a0: {entry.words}"
    return Column(title, f"{x + width / 2:.2f}%", entry.name if is_named else "", tuple(pieces))


def _height_at(value: int, top: int) -> float:
    return _FOOT - (_FOOT - _TOP) * value / top


def _round_above(most: int) -> int:
    """The first of 2, 4, 10, 20, 40, 100… that is not below."""
    if most <= 2:
        return 2
    unit: int = 10 ** int(log10(most))
    return next(unit * step for step in (1, 2, 4, 10) if unit * step >= most)


def _legend(series: Sequence[Series]) -> Sequence[Series]:
    """One series alone needs no legend: the title says it."""
    return series if len(series) > 1 else ()


def _in_words(entries: Sequence[Entry]) -> str:
    return " ".join(f"{entry.name}\u00a0: {entry.words}." for entry in entries)

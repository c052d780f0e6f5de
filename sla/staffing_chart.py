"""The curve of a staffing comparison: where each thing of templates/staffing/curve.svg stands, and its words.

The file is opened alone, so that it brings its own colours. Positions are strings with a dot whatever the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sla.shares import percent, points
from sla.staffing import Comparison, Outcome

# The edges of the drawing area; the curves are named in the room right of it.
LEFT, RIGHT, TOP, BOTTOM = 84, 684, 150, 432
# Where the lines below the title stand.
_FIRST_LINE, _LINE_HEIGHT = 68, 21
# Between the drawing area and its first and last column.
_INSET = 28
# What two names of curves, and two numbers below the axis, need at least between them.
_NAME_HEIGHT, _NUMBER_WIDTH = 48, 34


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a curve that is drawn as a shape; `label` is what pointing at it says."""

    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Words, and where they stand along the axis or down the page."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One order: its line as SVG points, its shapes, and its name beside where it ends.

    `leader` joins the end of the line to the name.
    """

    points: str
    marks: tuple[Mark, ...]
    name: str
    value: str
    name_y: str
    leader: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws. Without curves, `empty` says why."""

    left: ClassVar = LEFT
    right: ClassVar = RIGHT
    middle: ClassVar = (LEFT + RIGHT) // 2
    bottom: ClassVar = BOTTOM

    title: str
    about: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    engineers: tuple[Tick, ...]
    axis_name: str
    between: str = ""
    deadline_first: Curve | None = None
    arrival_order: Curve | None = None
    empty: str = ""

    @property
    def in_words(self) -> str:
        """What the curves end at, for whoever does not see them."""
        ends = [curve for curve in (self.deadline_first, self.arrival_order) if curve]
        return " ".join(
            _("%(order)s\u00a0: %(value)s.") % {"order": curve.name, "value": curve.value} for curve in ends
        )


def chart(comparisons: Sequence[Comparison], about: Iterable[str]) -> Chart:
    """The curve of comparisons in rising number of engineers, one at least; `about` are the lines below the title."""
    scale = _Scale(comparisons[0].engineers, comparisons[-1].engineers)
    numbered = _numbered(comparisons, scale)
    axes = (
        tuple(Tick(f"{scale.y(share, 100):.1f}", percent(share, 100)) for share in range(0, 101, 20)),
        tuple(Tick(f"{scale.x(row.engineers):.1f}", str(row.engineers)) for row in numbered),
    )
    lines = tuple(Tick(str(_FIRST_LINE + _LINE_HEIGHT * index), line) for index, line in enumerate(about))
    title, axis_name = _("Échéances Premium tenues selon le nombre d’ingénieurs"), _("ingénieurs")
    if not comparisons[0].promised:
        return Chart(title, lines, *axes, axis_name, empty=_("Aucune échéance Premium à tenir"))
    above = _Line(comparisons, numbered, scale, lambda row: row.deadline_first)
    below = _Line(comparisons, numbered, scale, lambda row: row.arrival_order)
    first_name, second_name = _apart(above.end_y, below.end_y)
    return Chart(
        title,
        lines,
        *axes,
        axis_name,
        between=f"{above.points} {' '.join(reversed(below.points.split()))}",
        deadline_first=above.curve(_("Échéance d’abord"), first_name),
        arrival_order=below.curve(_("Ordre d’arrivée"), second_name),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    fewest: int
    most: int

    def x(self, engineers: int) -> float:
        if self.fewest == self.most:
            return (LEFT + RIGHT) / 2
        return LEFT + _INSET + self.step * (engineers - self.fewest)

    def y(self, part: int, whole: int) -> float:
        return BOTTOM - (BOTTOM - TOP) * part / whole

    @property
    def step(self) -> float:
        """How far one engineer is from the next."""
        return (RIGHT - LEFT - 2 * _INSET) / max(self.most - self.fewest, 1)


@dataclass(frozen=True, slots=True)
class _Line:
    """The line of one order before it is named."""

    rows: Sequence[Comparison]
    marked: Sequence[Comparison]
    scale: _Scale
    outcome: Callable[[Comparison], Outcome]

    def _at(self, row: Comparison) -> tuple[float, float]:
        found = self.outcome(row)
        return self.scale.x(row.engineers), self.scale.y(found.met, found.promised)

    @property
    def points(self) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self._at, self.rows))

    @property
    def end_y(self) -> float:
        return self._at(self.rows[-1])[1]

    def curve(self, name: str, name_y: float) -> Curve:
        x, y = self._at(self.rows[-1])
        last = self.rows[-1]
        return Curve(
            self.points,
            tuple(self._mark(row) for row in self.marked),
            name,
            _said(last, self.outcome(last)),
            f"{name_y:.1f}",
            f"{x + 9:.1f},{y:.1f} {RIGHT:.1f},{y:.1f} {RIGHT + 14:.1f},{name_y - 5:.1f}",
        )

    def _mark(self, row: Comparison) -> Mark:
        x, y = self._at(row)
        return Mark(f"{x:.1f}", f"{y:.1f}", _said(row, self.outcome(row)))


def widest_gap(comparisons: Sequence[Comparison]) -> str:
    """Where the two orders differ most, in a sentence; empty when nothing was promised."""
    widest = max(comparisons, key=lambda row: abs(row.gain))
    if not widest.promised:
        return ""
    if not widest.gain:
        return _("Les deux ordres tiennent autant d’échéances.")
    parts = {"points": points(widest.gain, widest.promised), "engineers": engineers_text(widest.engineers)}
    if widest.gain < 0:
        return (
            _("Plus grand écart\u00a0: %(points)s points de moins avec l’échéance d’abord, à %(engineers)s.")
            % parts
        )
    return (
        _("Plus grand écart\u00a0: %(points)s points de plus avec l’échéance d’abord, à %(engineers)s.")
        % parts
    )


def engineers_text(count: int) -> str:
    """1 ingénieur, 3 ingénieurs."""
    return ngettext("%(count)s ingénieur", "%(count)s ingénieurs", count) % {"count": count}


def _said(row: Comparison, outcome: Outcome) -> str:
    return _("%(share)s à %(engineers)s") % {
        "share": percent(outcome.met, outcome.promised),
        "engineers": engineers_text(row.engineers),
    }


def _numbered(comparisons: Sequence[Comparison], scale: _Scale) -> list[Comparison]:
    """Those with a number below the axis: as many as there is room for, the ends always."""
    kept: list[Comparison] = [comparisons[-1]]
    first = comparisons[0].engineers
    for row in reversed(comparisons[1:-1]):
        if scale.step * min(kept[-1].engineers - row.engineers, row.engineers - first) >= _NUMBER_WIDTH:
            kept.append(row)
    return [*comparisons[: len(comparisons) > 1], *reversed(kept)]


def _apart(first: float, second: float) -> tuple[float, float]:
    """Two heights moved apart until both names fit, within the drawing area; equal ones in the order given."""
    upper, lower = min(first, second), max(first, second)
    missing = max(_NAME_HEIGHT - (lower - upper), 0) / 2
    upper, lower = upper - missing, lower + missing
    shift = max(TOP - upper, 0) - max(lower - BOTTOM, 0)
    upper, lower = upper + shift, lower + shift
    return (upper, lower) if first <= second else (lower, upper)

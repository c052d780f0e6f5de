"""The curve of a staffing comparison: where things stand, and what is said of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.utils import translation

from sla.shares import percent
from sla.staffing import Comparison, Outcome
from sla.staffing_chart import BOTTOM, TOP, Chart, Curve, chart, widest_gap


def compared(*met: tuple[int, int, int], promised: int = 10) -> list[Comparison]:
    """Comparisons from (engineers, met by deadline first, met by arrival order)."""
    return [
        Comparison(engineers, Outcome(promised, first), Outcome(promised, second))
        for engineers, first, second in met
    ]


def curves(drawn: Chart) -> tuple[Curve, Curve]:
    assert drawn.deadline_first and drawn.arrival_order
    return drawn.deadline_first, drawn.arrival_order


def test_a_share_of_everything_stands_at_the_top_and_of_nothing_at_the_bottom() -> None:
    first, second = curves(chart(compared((1, 10, 0), (2, 10, 0)), []))

    assert {point.split(",")[1] for point in first.points.split()} == {f"{TOP:.1f}"}
    assert {point.split(",")[1] for point in second.points.split()} == {f"{BOTTOM:.1f}"}


@pytest.mark.parametrize("ends", [(10, 10), (0, 0), (5, 5), (9, 10), (10, 9), (1, 0), (10, 0)])
def test_the_names_of_the_curves_stand_apart_and_beside_the_drawing(ends: tuple[int, int]) -> None:
    heights = [float(curve.name_y) for curve in curves(chart(compared((1, *ends)), []))]

    assert abs(heights[0] - heights[1]) >= 48
    assert all(TOP <= height <= BOTTOM for height in heights)
    assert (heights[0] < heights[1]) == (ends[0] >= ends[1])


def test_numbers_below_the_axis_leave_room_and_keep_the_ends() -> None:
    ticks = chart(compared(*((count, 5, 5) for count in range(1, 101))), []).engineers
    places = [float(tick.at) for tick in ticks]

    assert (ticks[0].label, ticks[-1].label) == ("1", "100")
    assert min(later - earlier for earlier, later in pairwise(places)) >= 34


def test_one_number_of_engineers_is_drawn_as_well() -> None:
    drawn = chart(compared((4, 9, 5)), [])

    assert [tick.label for tick in drawn.engineers] == ["4"]
    assert [curve.value for curve in curves(drawn)] == [
        "90\u00a0% à 4 ingénieurs",
        "50\u00a0% à 4 ingénieurs",
    ]


def test_without_promises_it_says_so_instead() -> None:
    drawn = chart(compared((1, 0, 0), promised=0), [])

    assert (drawn.deadline_first, drawn.empty) == (None, "Aucune échéance Premium à tenir")
    assert widest_gap(compared((1, 0, 0), promised=0)) == ""


@pytest.mark.parametrize(
    ("met", "sentence"),
    [
        ([(1, 3, 2), (2, 9, 4)], "50 points de plus avec l’échéance d’abord, à 2 ingénieurs."),
        ([(1, 2, 4), (2, 9, 8)], "20 points de moins avec l’échéance d’abord, à 1 ingénieur."),
        ([(1, 5, 5)], "Les deux ordres tiennent autant d’échéances."),
    ],
)
def test_the_widest_gap_is_said_whichever_order_wins(met: list[tuple[int, int, int]], sentence: str) -> None:
    assert widest_gap(compared(*met)).endswith(sentence)


def test_a_share_is_cut_so_that_100_says_that_nothing_is_missing() -> None:
    assert [percent(9_999, 10_000), percent(7, 8), percent(1, 1)] == [
        "99,9\u00a0%",
        "87,5\u00a0%",
        "100\u00a0%",
    ]


def test_positions_are_the_same_in_every_language() -> None:
    rows = compared((1, 1, 0), (2, 2, 1), (3, 7, 5), promised=7)
    with translation.override("en"):
        english = chart(rows, []).between

    assert english == chart(rows, []).between

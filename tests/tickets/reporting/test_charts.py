"""Where the pieces of a chart stand, and what it says to who does not see it."""

from __future__ import annotations

import pytest

from tickets.reporting import charts
from tickets.reporting.charts import Entry, Series

TWO = [Series("met", "tenues"), Series("missed", "manquées")]


def test_bars_are_parts_of_the_greatest() -> None:
    chart = charts.bars("k", "Titre", TWO, [Entry("a", (3, 1), "3 sur 4"), Entry("b", (0, 2), "0 sur 2")])

    first, second = chart.bars
    assert [(piece.look, piece.x, piece.width) for piece in first.pieces] == [
        ("met", "0.00%", "75.00%"),
        ("missed", "75.00%", "25.00%"),
    ]
    assert [(piece.look, piece.width) for piece in second.pieces] == [("missed", "50.00%")]
    assert second.name_y - first.name_y == chart.height / 2


def test_columns_stand_on_each_other_and_on_the_line_of_zero() -> None:
    chart = charts.columns("k", "Titre", TWO, [Entry("a", (3, 1), "3 sur 4")])

    below, above = chart.columns[0].pieces
    assert float(below.y) + float(below.height) == chart.foot
    assert float(above.y) + float(above.height) == pytest.approx(float(below.y))


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (3, 4), (4, 4), (5, 10), (11, 20), (100, 100), (401, 1000)]
)
def test_the_scale_ends_at_a_round_number_that_halves(most: int, top: int) -> None:
    chart = charts.columns("k", "Titre", TWO[:1], [Entry("a", (most,), "")])

    assert [line.label for line in chart.scale] == ["0", str(top // 2), str(top)]


def test_no_more_names_than_fit_a_telephone() -> None:
    chart = charts.columns("k", "Titre", TWO[:1], [Entry(str(week), (1,), "") for week in range(53)])

    assert len([column for column in chart.columns if column.label]) == 6


def test_what_is_drawn_is_told_in_words_and_one_series_needs_no_legend() -> None:
    chart = charts.bars("k", "Titre", TWO[:1], [Entry("Réseau Plus", (3,), "3 demandes")])

    assert chart.about == "Réseau Plus\u00a0: 3 demandes."
    assert not chart.legend

"""Closures and openings as rows that people type (CH-I)."""

from __future__ import annotations

from datetime import date, time

import pytest

from sla.errors import InvalidCalendarError
from sla.explain import refusal
from sla.occasion_rows import Row, occasions, rows
from sla.windows import Occasion, Window

AFTERNOON = Window(time(14), time(18))


@pytest.mark.parametrize(
    "text",
    [
        "24/12/2026",
        "24-12-2026",
        "24.12.2026",
        "2026-12-24",
        "24 décembre 2026",
        "24 déc. 2026",
        "24 dec 2026",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert occasions(Row("Réveillon", text)) == (Occasion.on(date(2026, 12, 24), "Réveillon"),)


@pytest.mark.parametrize("text", ["1/5", "01/05", "1er mai", "1 may"])
def test_a_day_without_year_comes_back_every_year(text: str) -> None:
    assert occasions(Row("Fête", text)) == (Occasion("Fête", 5, 1),)


def test_hours_make_it_a_part_of_the_day() -> None:
    assert occasions(Row("Réveillon", "24/12", "", "14h-18h")) == (
        Occasion("Réveillon", 12, 24, hours=AFTERNOON),
    )


def test_a_row_of_several_days_is_one_occasion_a_day() -> None:
    found = occasions(Row("Noël", "30/12/2026", "02/01/2027"))

    assert [(each.day, each.month, each.year) for each in found] == [
        (30, 12, 2026),
        (31, 12, 2026),
        (1, 1, 2027),
        (2, 1, 2027),
    ]


def test_a_row_of_every_year_may_pass_the_new_year() -> None:
    found = occasions(Row("Noël", "31/12", "01/01"))

    assert found == (Occasion("Noël", 12, 31), Occasion("Noël", 1, 1))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Row("Pont", "31/02"), "« Pont » : le jour 31/02 n’existe pas."),
        (Row("Pont", "29/02/2027"), "« Pont » : le jour 29/02/2027 n’existe pas."),
        (Row("", "24/12"), "La fermeture ou l’ouverture du 24/12 n’a pas de nom."),
        (
            Row("Pont", "demain"),
            "« Pont » : « demain » n’est pas un jour. Écrivez par exemple 24/12/2026, ou 24/12 pour chaque année.",
        ),
        (
            Row("Pont"),
            "« Pont » : donnez son jour, par exemple 24/12/2026, ou 24/12 pour chaque année.",
        ),
        (
            Row("Pont", "", "24/12/2026"),
            "« Pont » : donnez son jour, par exemple 24/12/2026, ou 24/12 pour chaque année.",
        ),
        (Row("Pont", "02/06/2026", "01/06/2026"), "« Pont » : le dernier jour vient avant le premier."),
        (
            Row("Pont", "02/06/2026", "03/06"),
            "« Pont » : donnez l’année aux deux jours, ou à aucun pour chaque année.",
        ),
        (
            Row("Noël", "24/12/2026", "02/01/2028"),
            "« Noël » dure 375 jours : 62 au plus par ligne. Vérifiez l’année.",
        ),
    ],
)
def test_what_is_no_row_is_refused_by_a_sentence_that_names_it(row: Row, sentence: str) -> None:
    with pytest.raises(InvalidCalendarError) as refused:
        occasions(row)

    assert refusal(refused.value).replace("\u00a0", " ") == sentence


@pytest.mark.parametrize(
    "row",
    [
        Row("Réveillon", "24/12", "", "14h00–18h00"),
        Row("Pont", "15/05/2026"),
        Row("Noël", "24/12/2026", "02/01/2027"),
        Row("Noël", "24/12", "02/01"),
        Row("Bissextile", "28/02", "29/02"),
    ],
)
def test_a_row_read_is_written_again_as_it_was(row: Row) -> None:
    assert rows(occasions(row)) == (row,)


def test_rows_part_where_the_name_the_hours_or_the_days_do() -> None:
    first = Occasion.on(date(2026, 5, 14), "Pont")
    others = (
        Occasion.on(date(2026, 5, 15), "Pont", AFTERNOON),
        Occasion.on(date(2026, 5, 16), "Séminaire", AFTERNOON),
        Occasion.on(date(2026, 5, 18), "Séminaire", AFTERNOON),
        Occasion("Séminaire", 5, 19, hours=AFTERNOON),
    )

    assert len(rows((first, *others))) == 5


def test_an_empty_row_is_none() -> None:
    assert not Row("", " ", "", "")
    assert Row("", "24/12")

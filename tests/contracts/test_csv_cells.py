"""What people export holds text of others: no cell of it is ever a formula."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import get_language

from contracts.csv_cells import inert, lines


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 3 62", "-2", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "\n=1", "＝1+1"]
)
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Réseau Plus", "3 - 2", "a=b", "2026-10-13"])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_a_file_says_its_encoding_and_quotes_what_would_break_it() -> None:
    assert "".join(lines([["a;b", 'dit "non"', "=1"], ["é", "ligne\nsuivante", ""]])) == (
        '\ufeff"a;b";"dit ""non""";\'=1\r\né;"ligne\nsuivante";\r\n'
    )


def test_rows_made_while_they_are_read_keep_the_language_of_who_asked() -> None:
    with translation.override("en"):
        asked = lines([get_language() or ""] for _row in range(2))

    assert "".join(asked) == "\ufeffen\r\nen\r\n"

"""What the centre types to search, read as words, phrases, beginnings and what is left out."""

from __future__ import annotations

import pytest

from tickets import full_text_words
from tickets.full_text_words import Term


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("réseau coupé", ["réseau", "coupé"]),
        ('"tunnel ipsec" lille', ["(tunnel <-> ipsec)", "lille"]),
        ("«\u00a0tunnel ipsec\u00a0»", ["(tunnel <-> ipsec)"]),
        ("“tunnel ipsec”", ["(tunnel <-> ipsec)"]),
        ('"tunnel ipsec', ["(tunnel <-> ipsec)"]),
        ("7.4.4", ["(7 <-> 4 <-> 4)"]),
        ("FG100F-PREM-0001", ["(FG100F <-> PREM <-> 0001)"]),
        ("commut*", ["commut:*"]),
        ("tunnel -ssl", ["tunnel", "!ssl"]),
        ('tunnel -"mise à jour"', ["tunnel", "!(mise <-> à <-> jour)"]),
        ("tunnel tunnel", ["tunnel"]),
        ("l’interface", ["(l <-> interface)"]),
    ],
)
def test_a_question_is_read_term_by_term(typed: str, terms: list[str]) -> None:
    question = full_text_words.read(typed)

    assert [str(term) for term in question.terms] == terms


@pytest.mark.parametrize("typed", ["", "  ", "-ssl", "& | ! :*", "''", '""', "<->", "@o1"[:1], "-", "*"])
def test_nothing_is_asked_without_a_word_to_find(typed: str) -> None:
    assert full_text_words.read(typed).terms == ()


def test_signs_of_the_database_are_no_part_of_a_word() -> None:
    question = full_text_words.read("a')&(b:*|!c <2> @o12")

    assert all(word.isalnum() for term in question.terms for word in term.words)


def test_the_index_is_asked_for_the_words_of_a_phrase() -> None:
    assert Term(("tunnel", "ipsec")).by_index == "(tunnel & ipsec)"
    assert Term(("tunnel", "ipsec"), excluded=True).by_index == ""


def test_thirty_words_count() -> None:
    question = full_text_words.read(" ".join(f"mot{number}" for number in range(40)))

    assert len(question.terms) == full_text_words.MOST_WORDS


def test_only_a_word_alone_may_be_the_beginning_of_longer_ones() -> None:
    assert full_text_words.read("Équipem").longer == Term(("equip",), begins=True)
    assert full_text_words.read("commut flappe").longer is None
    assert full_text_words.read("7.4").longer is None

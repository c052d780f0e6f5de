"""What a list shows of a note."""

from __future__ import annotations

from knowledge.excerpts import LONGEST, excerpt, marked

LONG = "Mot " * 100 + "le tunnel tombe. " + "Fin " * 100


def test_the_words_that_were_found_are_marked_in_all_their_forms() -> None:
    found = [
        piece.text for piece in marked("Réseaux, tunnel et réseau", ["reseau", "tunnels"]) if piece.found
    ]

    assert found == ["Réseaux", "tunnel", "réseau"]


def test_a_word_of_a_letter_or_two_is_marked_where_it_stands_whole() -> None:
    found = [piece.text for piece in marked("Après la mise à jour, arrêtez", ["mise", "a"]) if piece.found]

    assert found == ["mise", "à"]


def test_nothing_of_the_text_is_lost() -> None:
    assert "".join(piece.text for piece in marked("Le réseau tombe.", ["reseau"])) == "Le réseau tombe."


def test_an_excerpt_is_short_and_shows_what_was_found() -> None:
    shown = "".join(piece.text for piece in excerpt(LONG, ["tunnel"]))

    assert "tunnel" in shown and shown.startswith("… ") and shown.endswith("…")
    assert len(shown) <= LONGEST + 3


def test_an_excerpt_without_words_is_the_beginning() -> None:
    (piece,) = excerpt("Le début.", [])

    assert (piece.text, piece.found) == ("Le début.", False)

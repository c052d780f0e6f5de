"""The part of a note that a list shows, with the words that were looked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from accounts.plain_text import plain
from knowledge.searching import stem

LONGEST = 220
# What is shown before the first word that was found.
BEFORE = 60
# A shorter word is found whole: "mise à jour" does not mark each word that begins with an a.
SHORTEST_STEM = 3

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an excerpt; `found`: it is one of the words that were looked for."""

    text: str
    found: bool = False


def excerpt(text: str, words: Collection[str]) -> tuple[Piece, ...]:
    """At most some `LONGEST` signs of `text`, from a little before the first of the plain `words` in it."""
    first = next((word.start() for word in _found(text, words)), 0)
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE, first) + 1 or first
    shown = text[start : start + LONGEST]
    if start + LONGEST < len(text):
        shown = shown.rsplit(" ", 1)[0].rstrip(" .,:;\u00a0") + "…"
    return marked(f"… {shown}" if start else shown, words)


def marked(text: str, words: Collection[str]) -> tuple[Piece, ...]:
    """All of `text`, cut where one of the plain `words` stands."""
    pieces, end = [], 0
    for word in _found(text, words):
        pieces += [Piece(text[end : word.start()]), Piece(word.group(), found=True)]
        end = word.end()
    return tuple(piece for piece in [*pieces, Piece(text[end:])] if piece.text)


def _found(text: str, words: Collection[str]) -> Iterator[re.Match[str]]:
    beginnings = tuple(stem(word) for word in words if len(word) >= SHORTEST_STEM)
    for word in _WORD.finditer(text):
        said = plain(word.group())
        if said in words or said.startswith(beginnings):
            yield word

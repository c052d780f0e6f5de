"""What the centre types to search, as a question to the database: words, "phrases", beginnings*, and what is -not said.

Words are left to the database to reduce to stems (the configuration of migration 0009), so they go there as typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from accounts.plain_text import plain
from knowledge.searching import stem

# Nobody describes a ticket by thirty words; longer ones stand in no text.
MOST_WORDS, LONGEST_WORD = 30, 60

_QUOTES = str.maketrans(dict.fromkeys("«»“”„", '"'))
_TERM = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must stand in a ticket, or must not (`excluded`): a word, or several side by side.

    `begins`: a longer word that begins so will do.
    """

    words: tuple[str, ...]
    begins: bool = False
    excluded: bool = False

    def __str__(self) -> str:
        """As PostgreSQL writes it."""
        text = f"({' <-> '.join(self.words)})" if len(self.words) > 1 else self.words[0]
        return f"{'!' if self.excluded else ''}{text}{':*' if self.begins else ''}"

    @property
    def by_index(self) -> str:
        """The same, or less, such that the index alone can tell, which knows no places; empty for nothing."""
        if len(self.words) == 1:
            return str(self)
        return "" if self.excluded else f"({' & '.join(self.words)})"


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, term by term; nothing is asked without one that is to be found."""

    terms: tuple[Term, ...] = ()

    @property
    def sought(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.excluded)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are to be found, plain, each once: what an excerpt marks."""
        return tuple(dict.fromkeys(plain(word) for term in self.sought for word in term.words))

    @property
    def has_phrases(self) -> bool:
        """Whether the index alone cannot tell."""
        return any(len(term.words) > 1 for term in self.terms)

    @property
    def longer(self) -> Term | None:
        """What other words share with a single one that was asked for alone: for when nothing holds the word itself."""
        if len(self.terms) != 1 or len(self.terms[0].words) != 1 or self.terms[0].begins:
            return None
        return Term((stem(plain(self.terms[0].words[0])),), begins=True)


def read(typed: str) -> Question:
    """The question in `typed`; a sign inside a word makes it a phrase of its parts: "7.4.4", "FG100F-PREM"."""
    terms: list[Term] = []
    room = MOST_WORDS
    for found in _TERM.finditer(typed.translate(_QUOTES)):
        said = found["word"] or found["phrase"] or ""
        words = tuple(word[:LONGEST_WORD] for word in _WORD.findall(said))[:room]
        if words:
            begins = len(words) == 1 and found["word"] is not None and said.endswith("*")
            terms.append(Term(words, begins, excluded=found["minus"] is not None))
            room -= len(words)
    question = Question(tuple(dict.fromkeys(terms)))
    return question if question.sought else Question()

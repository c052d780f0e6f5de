"""The words of a note as the database finds them, and what a reader types as a question to them.

Both sides are made plain (small letters, no accents) and cut into letters and digits before PostgreSQL reduces words to
their stems: "7.4.4", "X465-24W" and "réseaux" are found however they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func, Value
from django.db.models.expressions import CombinedExpression, Expression
from django.db.models.functions import Coalesce

from accounts.plain_text import Plain, plain

# Words of a question that count; nobody reads a note by thirty words.
MOST_WORDS = 30

# Words of four letters and more that stand in any sentence; PostgreSQL leaves the shorter ones out as well.
_GRAMMAR_WORDS = (
    "aucun aucune apres aussi autre autres avant avec avons bonjour cela cette comme dans depuis "
    "deux dont elle elles encore entre etait etre fait font leur leurs mais meme notre nous parce "
    "pendant plus pour puis quand quelque sans sont sous suis tous tout toute toutes tres vers "
    "votre vous about after also been before does from have hello into more only other same since "
    "some than that their them then there they this were what when where which will with your "
)
_GRAMMAR = frozenset(_GRAMMAR_WORDS.split())

_WORD = re.compile(r"[a-z0-9]+")
# A title says most, then what it is about; the text comes last.
_WEIGHTS = {"title": "A", "product_names": "B", "text": "D"}
_ENGLISH = {"title_en": "A", "product_names": "B", "text_en": "D"}


class Vector(Func):
    """to_tsvector(configuration, text)."""

    function = "to_tsvector"
    template = "%(function)s('%(configuration)s'::regconfig, %(expressions)s)"
    output_field = SearchVectorField()


class Weighed(Func):
    """setweight(vector, weight)."""

    function = "setweight"
    template = "%(function)s(%(expressions)s, '%(weight)s')"
    output_field = SearchVectorField()


def words_of_note() -> Expression:
    """The expression of a note's `words`: its French by French stems, its English by English ones, and the names of
    its products by both."""
    parts = [_part(field, "french", weight) for field, weight in _WEIGHTS.items()]
    parts += [_part(field, "english", weight) for field, weight in _ENGLISH.items()]
    whole: Expression = parts[0]
    for part in parts[1:]:
        whole = CombinedExpression(whole, "||", part, output_field=SearchVectorField())
    return whole


def _part(field: str, configuration: str, weight: str) -> Weighed:
    text = Func(
        Plain(Coalesce(F(field), Value(""))),
        Value("[^a-z0-9]+"),
        Value(" "),
        Value("g"),
        function="regexp_replace",
    )
    return Weighed(Vector(text, configuration=configuration), weight=weight)


def words_in(text: str) -> list[str]:
    """The words of what a reader typed, plain, each once, at most `MOST_WORDS`."""
    return list(dict.fromkeys(_WORD.findall(plain(text))))[:MOST_WORDS]


def every_word(words: Iterable[str]) -> SearchQuery:
    """Notes that hold each of these words, or one that begins so: as one types into a search field."""
    return _either(" & ".join(f"{word}:*" for word in words))


def any_word(words: Iterable[str]) -> SearchQuery:
    """Notes that hold one of these words at least: for a sentence that was not written to search."""
    return _either(" | ".join(words))


def _either(question: str) -> SearchQuery:
    """By the stems of French or those of English; words that say nothing ("le", "the") are left out by each."""
    french, english = (
        SearchQuery(question, config=config, search_type="raw") for config in ("french", "english")
    )
    return french | english


def stem(word: str) -> str:
    """The beginning of a plain word that its other forms share, roughly: "tunnels" and "tunnel", "tombent" and "tombe".

    For what is compared outside the database: excerpts, and words that two texts have in common.
    """
    return word[: max(4, len(word) - 2)] if word.isalpha() else word


def telling(words: Iterable[str]) -> list[str]:
    """Those that say something of a problem: no word of the grammar, none of three letters or less."""
    return [word for word in words if len(word) > 3 and word not in _GRAMMAR]


def in_common(words: Iterable[str], *texts: str) -> int:
    """How many of the plain `words` stand in `texts`, in one of their forms."""
    held = {word for text in texts for word in _WORD.findall(plain(text))}
    stems = {stem(word) for word in words}
    return sum(any(word.startswith(each) for word in held) for each in stems)

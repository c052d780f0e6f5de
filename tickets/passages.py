"""What a list of found tickets shows of each: the message that holds most of the words, and the files named so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, IntegerField, QuerySet, Value
from django.db.models.functions import Left

from accounts.models import User
from accounts.plain_text import Plain, plain
from knowledge import excerpts, searching
from knowledge.excerpts import Piece
from tickets.models import Attachment, Message
from tickets.visibility import readable

# In characters; an answer to a search is read, not studied.
SEARCHED, AROUND = 5_000, 240
MOST_FILES = 3
# Short words that stand in any sentence; searching.telling() knows the longer ones.
_SMALL_WORDS = "aux ces des est les nos par pas que qui ses son sur une vos and the for"
_SMALL = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a message, and the files on the ticket whose names hold one of the words. Pieces are plain text: what
    shows them escapes them.
    """

    author: str
    at: datetime
    internal: bool
    pieces: tuple[Piece, ...]
    files: tuple[tuple[Piece, ...], ...] = ()


def marking(words: Iterable[str]) -> tuple[str, ...]:
    """Of plain words that were looked for, those worth marking."""
    return tuple(
        word
        for word in words
        if any(sign.isdigit() for sign in word)
        or (len(word) == 3 and word not in _SMALL)
        or searching.telling([word])
    )


def of_tickets(user: User, tickets: Collection[int], words: Collection[str]) -> dict[int, Passage]:
    """The passage of each ticket in sight of `user`, by its key, with the plain `words` marked; two queries at most.

    Without any of them in its messages, the beginning of the first one.
    """
    messages = readable(user, Message.objects.filter(ticket__in=tickets))
    best = (
        messages.annotate(beginning=Left("body", SEARCHED), held=_occurrences(Left("body", SEARCHED), words))
        .order_by("ticket_id", "-held", "sent_at", "id")
        .distinct("ticket_id")
        .values_list("ticket_id", "author_name", "sent_at", "internal", "beginning")
    )
    files = _files(messages, words) if words else {}
    return {
        ticket: Passage(author, at, internal, _cut(text, words), tuple(files.get(ticket, ())))
        for ticket, author, at, internal, text in best
    }


def _files(messages: QuerySet[Message], words: Collection[str]) -> dict[int, list[tuple[Piece, ...]]]:
    named = Attachment.objects.filter(message__in=messages).annotate(held=_occurrences(F("name"), words))
    found: dict[int, list[tuple[Piece, ...]]] = defaultdict(list)
    for ticket, name in named.filter(held__gt=0).values_list("message__ticket_id", "name"):
        if len(found[ticket]) < MOST_FILES:
            found[ticket].append(excerpts.marked(name, words))
    return found


def _pattern(words: Collection[str]) -> str:
    return "|".join(searching.stem(word) for word in words)


def _occurrences(text: F | Left, words: Collection[str]) -> Value | Func:
    """How often one of the words begins in a text."""
    if not words:
        return Value(0)
    beginning = Value(rf"\m(?:{_pattern(words)})")
    return Func(Plain(text), beginning, function="regexp_count", output_field=IntegerField())


def _cut(text: str, words: Collection[str]) -> tuple[Piece, ...]:
    """Some `AROUND` characters of `text`, from a little before the first of the words."""
    text = " ".join(text.split())
    first = re.search(rf"\b(?:{_pattern(words)})", plain(text)) if words else None
    # Ligatures are two signs once they are plain: a few signs more do no harm.
    start = max(0, first.start() - AROUND) if first else 0
    cut = excerpts.excerpt(text[start : start + 2 * AROUND], words)
    return (Piece("… "), *cut) if start and not cut[0].text.startswith("…") else cut

"""Pictures at their place in a message: its text in pieces, with the picture where the mail showed it.

Only what is an image by its content and was inside the text of the mail; a file that is gone leaves its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from tickets import files
from tickets.models import Attachment
from tickets.picture_words import WORDS, in_words


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or a picture: then `url` is its address and `text` its name."""

    text: str
    url: str = ""


def by_name(attachments: Iterable[Attachment]) -> dict[str, Attachment]:
    """The pictures that the text may show, by the name that stands in it."""
    return {in_words(row.name): row for row in attachments if row.inline and is_shown(row)}


def is_shown(row: Attachment) -> bool:
    """Whether a browser may show this file in place: an image by content, in clear, still there."""
    return row.content_type in files.SHOWN_INLINE and not row.encrypted and row.purged_at is None


def pieces(text: str, known: Mapping[str, Attachment]) -> tuple[Piece, ...]:
    """The text cut around its pictures; nothing when it shows none."""
    found: list[Piece] = []
    end = 0
    for match in WORDS.finditer(text) if known else ():
        row = known.get(in_words(match[1]))
        if row is None:
            continue
        found += [Piece(text[end : match.start()]), Piece(row.name, address(row))]
        end = match.end()
    if not found:
        return ()
    return tuple(piece for piece in (*found, Piece(text[end:])) if piece.url or piece.text.strip())


def address(row: Attachment) -> str:
    """Where the file is opened: inside what its reader may see (attachments/views.py)."""
    return reverse("attachments:download", args=[row.pk])

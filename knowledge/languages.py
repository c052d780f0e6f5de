"""A note in the reader's language: its French is always there, its English where somebody wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from knowledge.models import Note


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader is shown of a note; `language` is that of the words, which may not be the reader's."""

    title: str
    text: str
    language: str

    @property
    def is_foreign(self) -> bool:
        """Whether it is not in the language of the page."""
        return self.language != _reader()


def said(note: Note) -> Said:
    """The title and text of `note` in the active language, in French when there is no English."""
    if _reader() == "en" and note.text_en:
        return Said(note.title_en, note.text_en, "en")
    return Said(note.title, note.text, "fr")


def _reader() -> str:
    return (get_language() or "fr")[:2]

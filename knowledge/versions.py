"""Which versions a note is about, and whether it speaks of one."""

from __future__ import annotations

from contracts.versions import is_older
from knowledge.models import Note


def covers(note: Note, version: str) -> bool:
    """Whether `version` lies between the bounds of `note`, both included; an unknown one (empty) may."""
    return not is_older(version, note.versions_from) and not is_older(note.versions_to, version)

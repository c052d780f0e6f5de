"""What the words of a search find besides tickets: customers, their people, devices, technical notes."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge import finding
from knowledge.models import Note
from sla.wording import PARIS
from tickets.console import phone_search
from tickets.console.phone_search import Line, LineGroup

# Notes that are shown; who wants them all reads the list of notes.
SHOWN = 6
FEWEST = 2


def groups(words: str, user: User, now: datetime) -> tuple[LineGroup, ...]:
    """The groups that hold something, within what `user` may see; seven queries at most."""
    words = words.strip()
    if len(words) < FEWEST:
        return ()
    return (*phone_search.results(words, now.astimezone(PARIS).date()).groups, *notes(words, user))


def notes(words: str, user: User) -> tuple[LineGroup, ...]:
    """The notes that hold every one of the words, the most telling first, for who writes them; one query."""
    if not user.is_engineer:
        return ()
    rows = list(finding.found(Note.objects.visible_to(user), words)[: SHOWN + 1])
    lines = tuple(
        Line(note.title, str(note.get_status_display()), reverse("console:knowledge_note", args=[note.pk]))
        for note in rows[:SHOWN]
    )
    return (LineGroup(_("Notes techniques"), "book-open", lines, more=len(rows) > SHOWN),) if lines else ()

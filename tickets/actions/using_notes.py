"""What ties technical notes to tickets: a note is begun from some, and goes out in an answer on one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from knowledge.models import Note
from tickets import inserted_notes
from tickets.models import Message, NoteUse, Ticket


def begin_from(note: Note, tickets: Iterable[Ticket], *, by: User, at: datetime) -> None:
    """Keep that `note` was begun from `tickets`; the same said twice is one."""
    rows = [NoteUse(note=note, ticket=ticket, kind=NoteUse.Kind.ORIGIN, by=by, at=at) for ticket in tickets]
    NoteUse.objects.bulk_create(rows, ignore_conflicts=True)


def answer_with(ticket: Ticket, message: Message, *, at: datetime) -> None:
    """Keep the notes whose address an answer carries; called by the verb that writes it, in its transaction.

    No query for an answer without one.
    """
    if message.author is None:
        return
    rows = [
        NoteUse(note=note, ticket=ticket, kind=NoteUse.Kind.ANSWER, by=message.author, at=at)
        for note in inserted_notes.carried_by(message.body)
    ]
    if rows:
        NoteUse.objects.bulk_create(rows, ignore_conflicts=True)

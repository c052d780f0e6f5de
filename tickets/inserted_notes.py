"""Technical notes inside an answer: which may be proposed on a ticket, what is inserted, and which an answer carries.

What is inserted is a title and the address of the note where everybody who is answered reads it there; its words where
the answer goes to somebody without an account. A note that one of them may not read is not proposed at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from knowledge import finding, languages, rendering
from knowledge.models import Note
from knowledge.visibility import NoteQuerySet
from tickets import canned
from tickets.models import Ticket

# What is proposed: the likely ones first, then the latest of all.
LIKELY, MOST = 8, 60
# In characters: the words of a note that are inserted are an answer, not a book.
LONGEST = 4000
_ADDRESS = re.compile(r"/notes/(?P<slug>[\w-]{1,80})/")


@dataclass(frozen=True, slots=True)
class Insertable:
    """A note beside the answer box; `is_likely`: about the ticket's product, or in its words."""

    slug: str
    title: str
    text: str
    is_likely: bool


def likely(ticket: Ticket, user: User, limit: int = LIKELY) -> list[Note]:
    """The notes about the ticket's product or in the words of its subject, those that are both first."""
    product = ticket.device.product if ticket.device is not None else None
    rows = finding.resembling(user, ticket.subject, product, limit)
    if product is not None and len(rows) < limit:
        rows += finding.for_product(user, product, limit)
    return list({note.pk: note for note in rows}.values())[:limit]


def proposals(ticket: Ticket, author: User) -> list[Insertable]:
    """What `author` may insert into an answer on `ticket`, in the language of who will read it."""
    first = likely(ticket, author)
    latest = finding.published(author).exclude(pk__in=[note.pk for note in first])[: MOST - len(first)]
    rows = [*first, *latest]
    readable = _readable_by_all(ticket, [note.pk for note in rows])
    known = {note.pk for note in first}
    reader = canned.reader_of(ticket)
    with override(reader.language if reader is not None else "fr"):
        return [
            Insertable(
                note.slug,
                languages.said(note).title,
                _text(note, linked=bool(_people(ticket))),
                note.pk in known,
            )
            for note in rows
            if note.pk in readable
        ]


def carried_by(text: str) -> NoteQuerySet:
    """The published notes that were inserted into `text`: their address or their title stands there.

    None, and no query, where there is neither.
    """
    slugs = {match["slug"] for match in _ADDRESS.finditer(text)}
    titles = {title for language, _name in settings.LANGUAGES for title in _titles(text, language)}
    if not slugs and not titles:
        return Note.objects.none()
    named = Q(slug__in=slugs) | Q(title__in=titles) | Q(title_en__in=titles - {""})
    return Note.objects.filter(named, status=Note.Status.PUBLISHED)


def _titles(text: str, language: str) -> list[str]:
    """The titles on the lines that begin as an inserted note does in `language`."""
    with override(language):
        beginning = _heading("")
    lines = (line.strip() for line in text.splitlines())
    return [line.removeprefix(beginning).strip() for line in lines if line.startswith(beginning)]


def _heading(title: str) -> str:
    return _("Note technique\u00a0: %s") % title


def _people(ticket: Ticket) -> list[User]:
    """Who is answered (tickets/parties.py)."""
    return [person for person in (ticket.escalated_by, ticket.requester) if person is not None]


def _readable_by_all(ticket: Ticket, keys: Sequence[int]) -> set[int]:
    """Those that every person who is answered reads; for a stranger, those that are for everybody."""
    notes = Note.objects.filter(pk__in=keys)
    people = _people(ticket)
    if not people:
        return set(notes.filter(audience=Note.Audience.EVERYBODY).values_list("pk", flat=True))
    readable = set(keys)
    for person in people:
        readable &= set(Note.objects.visible_to(person).filter(pk__in=readable).values_list("pk", flat=True))
    return readable


def _text(note: Note, *, linked: bool) -> str:
    """The title and the address; without an account to read it there, the words."""
    said = languages.said(note)
    title = _heading(said.title)
    if linked:
        return f"{title}\n{settings.BASE_URL}{reverse('portal:note', args=[note.slug])}\n"
    return f"{title}\n\n{_shortened(said.text)}\n"


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return rendering.words_of(text)[:LONGEST].rsplit(" ", 1)[0] + "…"

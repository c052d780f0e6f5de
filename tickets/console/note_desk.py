"""The technical notes at their desk: the list that engineers work from, and one note with its history and its ways."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from knowledge import excerpts, finding, languages, publishing, rendering, searching
from knowledge.excerpts import Piece
from knowledge.languages import Said
from knowledge.models import Note, Publication
from knowledge.visibility import NoteQuerySet
from tickets.models import NoteUse, Ticket
from tickets.portal.notes import concerns, versions

PAGE_SIZE = 25
# Tickets shown beside a note that was begun from them.
ORIGINS = 12


class Shelf(StrEnum):
    """Which notes a list shows; the values are those of the address (?vue=)."""

    ALL = ""
    REVIEW = "a-relire"
    DRAFT = "brouillons"
    PUBLISHED = "publiees"
    WITHDRAWN = "retirees"
    MINE = "les-miennes"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Shelf.ALL: _("Toutes"),
    Shelf.REVIEW: _("À relire"),
    Shelf.DRAFT: _("Brouillons"),
    Shelf.PUBLISHED: _("Publiées"),
    Shelf.WITHDRAWN: _("Retirées"),
    Shelf.MINE: _("Les miennes"),
}
_STATUS = {
    Shelf.REVIEW: Note.Status.REVIEW,
    Shelf.DRAFT: Note.Status.DRAFT,
    Shelf.PUBLISHED: Note.Status.PUBLISHED,
    Shelf.WITHDRAWN: Note.Status.WITHDRAWN,
}
_TONES = {Note.Status.REVIEW: "soon", Note.Status.PUBLISHED: "ok", Note.Status.WITHDRAWN: "late"}


@dataclass(frozen=True, slots=True)
class Tab:
    """One shelf above the list, and how many notes stand on it."""

    shelf: Shelf
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One note in the list; `answers`: in how many answers it went out."""

    note: Note
    said: Said
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    concerns: str
    versions: str
    tone: str
    answers: int


@dataclass(frozen=True, slots=True)
class Version:
    """The note in one language, as its readers see it."""

    language: str
    title: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Ways:
    """What its reader may do to a note now."""

    write: bool
    submit: bool
    give_back: bool
    publish: bool
    withdraw: bool
    send: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of one note for an engineer."""

    note: Note
    tone: str
    texts: Sequence[Version]
    concerns: str
    versions: str
    history: Sequence[Publication]
    origins: Sequence[Ticket]
    answers: int
    ways: Ways
    waits_for_colleague: bool
    # Which words these are: what is published is what was read.
    mark: str


def tabs(user: User) -> list[Tab]:
    """All shelves with their counts; one query."""
    mine = Q(author=user)
    counts = Note.objects.visible_to(user).aggregate(
        **{shelf.name: Count("pk", filter=Q(status=status)) for shelf, status in _STATUS.items()},
        ALL=Count("pk"),
        MINE=Count("pk", filter=mine),
    )
    return [Tab(shelf, counts[shelf.name]) for shelf in Shelf]


def chosen(user: User, shelf: Shelf, words: str) -> NoteQuerySet:
    """The notes of a shelf that hold `words`: the most telling first, else those published last (note_latest)."""
    notes = Note.objects.visible_to(user).select_related("author").order_by("-published_at", "-id")
    if shelf is Shelf.MINE:
        notes = notes.filter(author=user)
    elif shelf in _STATUS:
        notes = notes.filter(status=_STATUS[shelf])
    return finding.found(notes, words)


def lines(notes: Iterable[Note], words: str) -> list[Line]:
    """One line a note; one query for the answers of all."""
    typed, rows = searching.words_in(words), list(notes)
    answers = dict(
        NoteUse.objects.filter(note__in=[note.pk for note in rows], kind=NoteUse.Kind.ANSWER)
        .order_by()
        .values_list("note")
        .annotate(many=Count("pk"))
    )
    return [_line(note, typed, answers.get(note.pk, 0)) for note in rows]


def sheet(note: Note, user: User) -> Sheet:
    """One note: three queries at most."""
    uses = NoteUse.objects.filter(note=note)
    origins = Ticket.objects.visible_to(user).filter(
        note_uses__note=note, note_uses__kind=NoteUse.Kind.ORIGIN
    )
    published = publishing.may_publish(user, note) and not note.is_published
    return Sheet(
        note=note,
        tone=_TONES.get(Note.Status(note.status), ""),
        texts=texts(note),
        concerns=concerns(note),
        versions=versions(note),
        history=list(note.publications.select_related("by").reverse()),
        origins=list(origins.order_by("-received_at", "-id")[:ORIGINS]),
        answers=uses.filter(kind=NoteUse.Kind.ANSWER).count(),
        ways=Ways(
            write=publishing.may_write(user, note),
            submit=note.status in {Note.Status.DRAFT, Note.Status.WITHDRAWN},
            give_back=note.status == Note.Status.REVIEW,
            publish=published,
            withdraw=note.is_published,
            send=note.is_published,
        ),
        waits_for_colleague=note.status == Note.Status.REVIEW and not published,
        mark=publishing.mark(note),
    )


def texts(note: Note) -> list[Version]:
    """The languages that `note` is written in, each as its readers see it."""
    written = [("fr", note.title, note.text), ("en", note.title_en, note.text_en)]
    return [Version(language, title, rendering.html_of(text)) for language, title, text in written if text]


def _line(note: Note, typed: Collection[str], answers: int) -> Line:
    said = languages.said(note)
    return Line(
        note=note,
        said=said,
        title=excerpts.marked(said.title, typed),
        excerpt=excerpts.excerpt(rendering.words_of(said.text), typed),
        concerns=concerns(note),
        versions=versions(note),
        tone=_TONES.get(Note.Status(note.status), ""),
        answers=answers,
    )

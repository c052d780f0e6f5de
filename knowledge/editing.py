"""What a note says is written, by one person or by two at once: nothing that either typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import User
from knowledge import publishing
from knowledge.models import Note, NoteProduct

# A second sending of the same new note within this is the first one again.
_SAME_FORM = timedelta(days=1)
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class Content:
    """All that is typed of a note; `products` are keys in rising order, `families` in the order of the alphabet."""

    title: str
    text: str
    title_en: str = ""
    text_en: str = ""
    products: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    versions_from: str = ""
    versions_to: str = ""
    audience: str = Note.Audience.EVERYBODY


FIELDS = tuple(each.name for each in fields(Content))


class ChangedMeanwhile(Exception):
    """A colleague wrote into the same note: `theirs` is what it says now, `changed` the fields that they changed."""

    def __init__(self, theirs: Content, changed: tuple[str, ...]) -> None:
        super().__init__(changed)
        self.theirs, self.changed = theirs, changed


def content_of(note: Note) -> Content:
    """What `note` says now; one query for its products."""
    return Content(
        title=note.title,
        text=note.text,
        title_en=note.title_en,
        text_en=note.text_en,
        products=tuple(sorted(NoteProduct.objects.filter(note=note).values_list("product", flat=True))),
        families=tuple(sorted(note.families)),
        versions_from=note.versions_from,
        versions_to=note.versions_to,
        audience=note.audience,
    )


def seen(content: Content) -> dict[str, str]:
    """What a form remembers of the note that it was opened on: a short mark of each field, to tell who changed what."""
    return {name: _mark(value) for name, value in asdict(content).items()}


@transaction.atomic
def begin(content: Content, *, by: User, at: datetime) -> Note:
    """A new draft by `by`; the same words sent twice are one note."""
    if not by.is_engineer:
        raise PermissionDenied
    # One beginning of a person at a time: the same form, sent twice at once, finds what the first made.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    for known in Note.objects.filter(author=by, title=content.title, created_at__gte=at - _SAME_FORM):
        if content_of(known) == content:
            return known
    note = Note(author=by)
    _fill(note, content)
    return note


@transaction.atomic
def write(note: Note, content: Content, *, by: User, at: datetime, base: Mapping[str, str]) -> Note:
    """Let `note` say `content`, which was typed over what `base` marks (`seen`); under review, it is proposed anew.

    Raises `ChangedMeanwhile`, and writes nothing, when a colleague changed a field meanwhile to anything else than
    what is written here; `PermissionDenied` for whom `publishing.may_write` leaves out.
    """
    locked = Note.objects.select_for_update().get(pk=note.pk)
    if not publishing.may_write(by, locked):
        raise PermissionDenied
    now = content_of(locked)
    if now == content:
        return locked
    marks = seen(now)
    changed = tuple(
        name
        for name in FIELDS
        if marks[name] != base.get(name) and getattr(now, name) != getattr(content, name)
    )
    if changed:
        raise ChangedMeanwhile(now, changed)
    _fill(locked, content)
    publishing.rewritten(locked, by=by, at=at)
    return locked


def untouched(content: Content, base: Mapping[str, str]) -> frozenset[str]:
    """The fields of `content` that stand as the form was opened with them."""
    marks = seen(content)
    return frozenset(name for name, mark in marks.items() if mark == base.get(name))


def _fill(note: Note, content: Content) -> None:
    note.title, note.text = content.title, content.text
    note.title_en, note.text_en = content.title_en, content.text_en
    note.families, note.audience = list(content.families), content.audience
    note.versions_from, note.versions_to = content.versions_from, content.versions_to
    _save(note)
    links = NoteProduct.objects.filter(note=note)
    links.exclude(product__in=content.products).delete()
    known = set(links.values_list("product", flat=True))
    NoteProduct.objects.bulk_create(
        NoteProduct(note=note, product_id=product) for product in content.products if product not in known
    )


def _save(note: Note) -> None:
    """Save with the address that the title gives. One that customers may know, once published, stays."""
    if note.published_at is not None:
        note.save()
        return
    wanted = slugify(note.title)[:_LONGEST_SLUG].strip("-") or "note"
    note.slug = _free(wanted, note)
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError:  # a colleague took it between the look and the writing
        note.slug = _free(wanted, note)
        note.save()


def _free(wanted: str, note: Note) -> str:
    """`wanted`, or with the first number behind it that nobody has."""
    taken = set(
        Note.objects.filter(slug__startswith=wanted[: _LONGEST_SLUG - 5])
        .exclude(pk=note.pk)
        .values_list("slug", flat=True)
    )
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted[: _LONGEST_SLUG - 5]}-{number}"
    return slug


def _mark(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()[:12]

"""A note is proposed, returned, published, withdrawn: who may, and what its history keeps.

Two people stand behind what customers read: whoever wrote a note or proposed it does not publish it. A lead may alone.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.models import Note, Publication


class NotPublishable(Exception):
    """The note cannot be read as it stands; the message says what is missing."""


def may_publish(user: User, note: Note) -> bool:
    """A lead, always; an engineer a note under review that somebody else wrote and proposed. One query at most."""
    if user.is_lead:
        return True
    if not user.is_engineer or note.status != Note.Status.REVIEW or note.author_id == user.pk:
        return False
    proposed = note.publications.filter(kind=Publication.Kind.SUBMITTED).last()
    return proposed is None or proposed.by_id != user.pk


def may_write(user: User, note: Note) -> bool:
    """Every engineer; a note that is published, whose corrections are read at once, by another than its author, or a
    lead."""
    if not user.is_engineer:
        return False
    return not note.is_published or user.is_lead or note.author_id != user.pk


@transaction.atomic
def submit(note: Note, *, by: User, at: datetime) -> bool:
    """Propose `note` to its readers among the colleagues; False when it was proposed or is published already.

    Raises `NotPublishable` for a note that says nothing yet.
    """
    note = _locked(note, by)
    if note.status in {Note.Status.REVIEW, Note.Status.PUBLISHED}:
        return False
    _require_words(note)
    _move(note, Note.Status.REVIEW)
    _keep(note, Publication.Kind.SUBMITTED, by, at)
    return True


def rewritten(note: Note, *, by: User, at: datetime) -> None:
    """Whoever changes a (locked) note under review proposes those words, and leaves them to a colleague to publish."""
    if note.status == Note.Status.REVIEW:
        _keep(note, Publication.Kind.SUBMITTED, by, at)


def mark(note: Note) -> str:
    """Which words of `note` somebody has before them."""
    return note.updated_at.isoformat()


@transaction.atomic
def give_back(note: Note, words: str, *, by: User, at: datetime) -> bool:
    """Return a note under review to its author with `words` on what is to be done; False when it is not under review.

    Raises `NotPublishable` without words: nobody knows then what to do.
    """
    note = _locked(note, by)
    if note.status != Note.Status.REVIEW:
        return False
    if not words.strip():
        raise NotPublishable(_("Dites ce qui est à reprendre\u00a0: son auteur le lira."))
    _move(note, Note.Status.DRAFT)
    _keep(note, Publication.Kind.RETURNED, by, at, words.strip())
    return True


@transaction.atomic
def publish(note: Note, *, by: User, at: datetime, read: str = "") -> bool:
    """Show `note` to those whom it concerns from `at`, an aware datetime; False when it was shown already.

    Raises `PermissionDenied` for whom `may_publish` leaves out, `NotPublishable` when the words are no longer those
    whose `mark` was `read`.
    """
    note = _locked(note, by)
    if note.is_published:
        return False
    if not may_publish(by, note):
        raise PermissionDenied
    if read and read != mark(note):
        raise NotPublishable(
            _("La note a changé depuis que vous l’avez lue\u00a0: relisez-la, puis publiez-la.")
        )
    _require_words(note)
    note.status, note.published_at, note.withdrawn_at = Note.Status.PUBLISHED, at, None
    note.save(update_fields=["status", "published_at", "withdrawn_at"])
    _keep(note, Publication.Kind.PUBLISHED, by, at)
    return True


@transaction.atomic
def withdraw(note: Note, *, by: User, at: datetime) -> bool:
    """Show `note` to nobody outside any more from `at`, an aware datetime; False when nobody was shown it.

    Every engineer may: what is wrong is not to wait for a colleague.
    """
    note = _locked(note, by)
    if not note.is_published:
        return False
    note.status, note.withdrawn_at = Note.Status.WITHDRAWN, at
    note.save(update_fields=["status", "withdrawn_at"])
    _keep(note, Publication.Kind.WITHDRAWN, by, at)
    return True


def _locked(note: Note, by: User) -> Note:
    if not by.is_engineer:
        raise PermissionDenied
    return Note.objects.select_for_update().get(pk=note.pk)


def _move(note: Note, status: Note.Status) -> None:
    """Without `updated_at`: it says when the words changed."""
    note.status = status
    note.save(update_fields=["status"])


def _keep(note: Note, kind: Publication.Kind, by: User, at: datetime, words: str = "") -> None:
    Publication.objects.create(note=note, kind=kind, by=by, at=at, words=words)


def _require_words(note: Note) -> None:
    if not note.title.strip() or not note.text.strip():
        raise NotPublishable(_("Une note se publie avec un titre et un texte en français."))

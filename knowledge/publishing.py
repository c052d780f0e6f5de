"""A note is published, or withdrawn; what it says is edited before and after."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.models import Note, Publication


class NotPublishable(Exception):
    """The note cannot be read as it stands; the message says what is missing."""


@transaction.atomic
def publish(note: Note, *, by: User, at: datetime) -> bool:
    """Show `note` to those whom it concerns from `at`, an aware datetime; False when it was shown already."""
    note = Note.objects.select_for_update().get(pk=note.pk)
    if note.is_published:
        return False
    if not note.title.strip() or not note.text.strip():
        raise NotPublishable(_("Une note se publie avec un titre et un texte en français."))
    note.status, note.published_at, note.withdrawn_at = Note.Status.PUBLISHED, at, None
    note.save(update_fields=["status", "published_at", "withdrawn_at"])
    Publication.objects.create(note=note, kind=Publication.Kind.PUBLISHED, by=by, at=at)
    return True


@transaction.atomic
def withdraw(note: Note, *, by: User, at: datetime) -> bool:
    """Show `note` to nobody outside any more from `at`, an aware datetime; False when nobody was shown it."""
    note = Note.objects.select_for_update().get(pk=note.pk)
    if not note.is_published:
        return False
    note.status, note.withdrawn_at = Note.Status.WITHDRAWN, at
    note.save(update_fields=["status", "withdrawn_at"])
    Publication.objects.create(note=note, kind=Publication.Kind.WITHDRAWN, by=by, at=at)
    return True

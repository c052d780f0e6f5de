"""Files that were sent ahead (uploads.py), taken along by what names them: a request, a reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from accounts.models import User
from tickets import files
from tickets.files import NewFile
from tickets.models import Upload

# Each upload is a form of its own: files of the same name and size may be for two tickets.
_FORM = "api:"


def uploads_field() -> serializers.ListField:
    """The files that go along, by the ids of their uploads."""
    return serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        max_length=settings.ATTACHMENTS_PER_MESSAGE,
        help_text=gettext_lazy("Fichiers envoyés d’avance (uploads_begin), entiers"),
    )


def new_form() -> str:
    """The key of the form that one upload waits under."""
    return f"{_FORM}{uuid4().hex}"


def of(person: User) -> QuerySet[Upload]:
    """The files that `person` sent by program and that nothing took along yet."""
    return Upload.objects.filter(owner=person, form_key__startswith=_FORM)


def take(person: User, ids: Sequence[UUID]) -> list[Upload]:
    """The whole uploads of `person` by these ids, in their order, locked: two requests never take the same.

    Raises ValidationError that names each one that is not theirs, is gone, or has not arrived whole.
    """
    found = {row.pk: row for row in of(person).select_for_update().filter(pk__in=ids)}
    wrong: dict[Any, Any] = {
        place: [error] for place, pk in enumerate(ids) if (error := _error(found.get(pk)))
    }
    if wrong:
        raise serializers.ValidationError({"uploads": wrong})
    return [found[pk] for pk in dict.fromkeys(ids)]


def read(rows: Sequence[Upload]) -> list[NewFile]:
    """The files as a verb takes them."""
    return [NewFile(row.name, files.content(row), row.category) for row in rows]


def _error(row: Upload | None) -> ErrorDetail | None:
    if row is None:
        return ErrorDetail(
            gettext("Ce fichier n’est plus ici\u00a0: joignez-le à nouveau."), "unknown_upload"
        )
    if not row.is_whole:
        return ErrorDetail(gettext("Ce fichier n’est pas encore arrivé en entier."), "unfinished_upload")
    return None

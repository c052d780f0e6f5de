"""The technical notes that somebody may read, and one of them, by program (CH-V.2)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api import etags, listing
from api.fields import Strict
from api.listing import PageQuery, paged
from api.resources import Resource
from api.schema import operation
from contracts.models import Family, Product
from knowledge import finding, searching
from knowledge.api import examples
from knowledge.api.shown import LANGUAGES, NoteListed, NoteRead, tag_of
from knowledge.models import Note
from knowledge.visibility import NoteQuerySet


class NotesQuery(PageQuery):
    """What narrows the list."""

    q = serializers.CharField(
        required=False, max_length=100, help_text=_("Tous ces mots, ou des mots qui commencent ainsi")
    )
    language = serializers.ChoiceField(
        LANGUAGES, required=False, help_text=_("Celles écrites dans cette langue, montrées en elle")
    )
    product = serializers.CharField(required=False, max_length=120, help_text=_("Le nom d’un modèle"))
    family = serializers.ChoiceField(Family.values, required=False)
    own = serializers.BooleanField(
        required=False, help_text=_("Sur ce qui est sous contrat pour votre organisation")
    )


class NoteQuery(Strict):
    """How one is shown."""

    language = serializers.ChoiceField(
        LANGUAGES, required=False, help_text=_("En français s’il n’y a pas d’anglais")
    )


class Notes(Resource):
    """The published notes that one may read, the newest first."""

    @operation(
        _("Lister les notes techniques"),
        tag="notes",
        asks=NotesQuery,
        answers=paged(NoteListed),
        answered={"next": None, "previous": None, "results": [examples.LISTED]},
        operation_id="notes_list",
    )
    def get(self, request: Request) -> Response:
        """Whatever words are looked for, in the order of their publication: a page has its place in it."""
        asked = self.asked(NotesQuery)
        rows = _chosen(self.person, asked).prefetch_related("products")
        words = searching.words_in(asked.get("q", ""))
        with translation.override(asked.get("language") or translation.get_language()):
            return listing.page(request, rows, ("-published_at", "-id"), NoteListed, words=words)


class NoteAddress(Resource):
    """One note."""

    @operation(
        _("Lire une note technique"),
        tag="notes",
        asks=NoteQuery,
        answers=NoteRead,
        answered=examples.READ,
        operation_id="notes_read",
        is_tagged=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        """As Markdown and as the page shows it; engineers read drafts too. Or 304 to whoever has it already."""
        language = self.asked(NoteQuery).get("language")
        rows = Note.objects.visible_to(self.person).prefetch_related("products")
        note = get_object_or_404(rows, slug=slug)
        with translation.override(language or translation.get_language()):
            return etags.answer(request, tag_of(note), NoteRead(note).data)


def _chosen(person: User, asked: dict[str, Any]) -> NoteQuerySet:
    """The notes that `person` may read and that a query asks for."""
    rows = finding.published(person)
    if "product" in asked:
        named = [rows.concerning(product) for product in Product.objects.filter(name=asked["product"])]
        rows = reduce(or_, named) if named else rows.none()
    if "family" in asked:
        rows = finding.of_family(rows, Family(asked["family"]))
    if asked.get("own"):
        rows = finding.for_own(rows, person, timezone.now())
    if asked.get("language") == "en":
        rows = rows.exclude(text_en="")
    return finding.found(rows, asked.get("q", ""))

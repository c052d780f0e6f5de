"""A note as a program reads it: in one language, as Markdown and as the page shows it."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import etags
from api.fields import InstantField
from contracts.models import Family
from knowledge import excerpts, languages, rendering
from knowledge.models import Note

LANGUAGES = ["fr", "en"]
STATUSES = Note.Status.values


class NoteListed(serializers.Serializer[Note]):
    """A note in a list; its rows come with their products, the words that were looked for in `words` of the context."""

    slug = serializers.CharField()
    page = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()
    languages = serializers.SerializerMethodField()
    excerpt = serializers.SerializerMethodField()
    status = serializers.ChoiceField(STATUSES)
    products = serializers.SerializerMethodField(help_text=_("Les modèles dont elle parle"))
    families = serializers.ListField(child=serializers.ChoiceField(Family.values))
    versions_from = serializers.CharField()
    versions_to = serializers.CharField()
    published_at = InstantField(allow_null=True)
    updated_at = InstantField()

    def get_page(self, note: Note) -> str:
        return f"{settings.BASE_URL}{note.get_absolute_url()}"

    def get_title(self, note: Note) -> str:
        return languages.said(note).title

    def get_products(self, note: Note) -> list[str]:
        return sorted(product.name for product in note.products.all())

    @extend_schema_field(serializers.ChoiceField(LANGUAGES))
    def get_language(self, note: Note) -> str:
        return languages.said(note).language

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(LANGUAGES)))
    def get_languages(self, note: Note) -> list[str]:
        return LANGUAGES if note.text_en else LANGUAGES[:1]

    def get_excerpt(self, note: Note) -> str:
        said = rendering.words_of(languages.said(note).text)
        return "".join(piece.text for piece in excerpts.excerpt(said, self.context.get("words", ())))


class NoteRead(NoteListed):
    """All of a note."""

    text = serializers.SerializerMethodField(help_text="Markdown")
    html = serializers.SerializerMethodField()

    def get_text(self, note: Note) -> str:
        return languages.said(note).text

    def get_html(self, note: Note) -> str:
        return str(rendering.html_of(languages.said(note).text))


def tag_of(note: Note) -> str:
    """The tag of what is shown of `note` in the active language."""
    named = (note.product_names, note.families, note.status, note.published_at)
    return etags.etag(note.pk, note.updated_at, languages.said(note).language, *named)

"""Notes in Django's admin: written, seen as their readers see them, published and withdrawn by the verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from contracts.models import Family
from knowledge import publishing, rendering
from knowledge.models import Note, NoteProduct, Publication
from knowledge.publishing import NotPublishable


class NoteForm(forms.ModelForm[Note]):
    """The families as boxes to tick."""

    families = forms.MultipleChoiceField(
        label=_("Familles"), choices=Family, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Note
        fields = [
            "title", "slug", "text", "title_en", "text_en", "families", "versions_from", "versions_to", "audience",
        ]  # fmt: skip


class ProductInline(admin.TabularInline[NoteProduct, Note]):
    model = NoteProduct
    extra = 0
    autocomplete_fields = ["product"]


class PublicationInline(admin.TabularInline[Publication, Note]):
    model = Publication
    extra = 0
    can_delete = False
    readonly_fields = ["kind", "by", "at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin[Note]):
    form = NoteForm
    list_display = ["title", "status", "audience", "product_names", "updated_at", "published_at"]
    list_filter = ["status", "audience"]
    search_fields = ["title", "title_en", "product_names"]
    readonly_fields = ["status", "author", "published_at", "withdrawn_at", "preview"]
    inlines = [ProductInline, PublicationInline]
    actions = ["publish", "withdraw"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Note | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("title",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Note | None = None) -> list[Any]:
        """An address that was given to customers stays."""
        fixed = ["slug"] if obj is not None and obj.published_at else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_page)
        return [path("<int:pk>/apercu/", view, name="knowledge_note_preview"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Note, form: Any, change: bool) -> None:
        if not change:
            obj.author = _person(request)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("aperçu"))
    def preview(self, note: Note) -> str:
        if note._state.adding:
            return "-"
        address = reverse("admin:knowledge_note_preview", args=[note.pk])
        return format_html('<a href="{}">{}</a>', address, _("Comme ses lecteurs la voient"))

    def preview_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The note as its readers see it, drafts included, in French and in English."""
        note = get_object_or_404(Note, pk=pk)
        if not self.has_view_permission(request, note):
            raise PermissionDenied
        texts = [("fr", note.title, note.text), ("en", note.title_en, note.text_en)]
        versions = [
            {"language": language, "title": title, "html": rendering.html_of(text)}
            for language, title, text in texts
            if text
        ]
        return render(request, "knowledge/preview.html", {"note": note, "versions": versions})

    @admin.action(description=_("Publier les notes choisies"))
    def publish(self, request: HttpRequest, notes: QuerySet[Note]) -> None:
        done = 0
        for note in notes:
            try:
                done += publishing.publish(note, by=_person(request), at=timezone.now())
            except NotPublishable as why:
                messages.error(request, f"{note}: {why}")
        said = ngettext("%(count)s note publiée.", "%(count)s notes publiées.", done)
        messages.success(request, said % {"count": done})

    @admin.action(description=_("Retirer les notes choisies"))
    def withdraw(self, request: HttpRequest, notes: QuerySet[Note]) -> None:
        done = sum(publishing.withdraw(note, by=_person(request), at=timezone.now()) for note in notes)
        said = ngettext("%(count)s note retirée.", "%(count)s notes retirées.", done)
        messages.success(request, said % {"count": done})


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the admin lets nobody else in
    return request.user

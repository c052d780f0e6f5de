"""Technical notes (CH-V.2: documentation on problems that come back or that touch several products), in French, and in
English where somebody wrote it."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models import Family, Product
from knowledge.searching import words_of_note
from knowledge.visibility import NoteQuerySet

# In characters. PostgreSQL finds words in a megabyte at most.
LONGEST_TEXT = 50_000


class Note(models.Model):
    """One problem and what to do about it; who reads it is said by knowledge/visibility.py.

    Texts are Markdown (knowledge/rendering.py). A note without product and without family concerns every product.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        REVIEW = "review", _("à relire")
        PUBLISHED = "published", _("publiée")
        WITHDRAWN = "withdrawn", _("retirée")

    class Audience(models.TextChoices):
        """For whom it is written; a note for Premium is read by whoever has one of its products under Premium."""

        EVERYBODY = "everybody", _("tous les clients")
        RESELLERS = "resellers", _("revendeurs seulement")
        PREMIUM = "premium", _("Premium seulement")

    slug = models.SlugField(_("adresse"), max_length=80, unique=True)
    title = models.CharField(_("titre"), max_length=160)
    text = models.TextField(
        _("texte"), max_length=LONGEST_TEXT, help_text=_("Markdown. Les titres commencent à #.")
    )
    title_en = models.CharField(_("titre en anglais"), max_length=160, blank=True)
    text_en = models.TextField(_("texte en anglais"), max_length=LONGEST_TEXT, blank=True)
    products = models.ManyToManyField(
        Product, verbose_name=_("produits"), through="NoteProduct", related_name="notes", blank=True
    )
    families = ArrayField(
        models.CharField(max_length=8, choices=Family), verbose_name=_("familles"), default=list, blank=True
    )
    versions_from = models.CharField(_("à partir de la version"), max_length=40, blank=True)
    versions_to = models.CharField(_("jusqu’à la version"), max_length=40, blank=True)
    audience = models.CharField(_("lecteurs"), max_length=9, choices=Audience, default=Audience.EVERYBODY)
    status = models.CharField(_("état"), max_length=9, choices=Status, default=Status.DRAFT, editable=False)
    author = models.ForeignKey(
        User, verbose_name=_("auteur"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("mise à jour"), auto_now=True)
    # When it was published first; publishing it again after it was withdrawn moves it.
    published_at = models.DateTimeField(_("publiée"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("retirée"), null=True, editable=False)
    # What the database itself keeps: the names of its products, and the words by which it is found.
    product_names = models.TextField(default="", editable=False)
    words = models.GeneratedField(
        expression=words_of_note(), output_field=SearchVectorField(), db_persist=True
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note technique")
        verbose_name_plural = _("notes techniques")
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review", "published", "withdrawn"])
                & Q(audience__in=["everybody", "resellers", "premium"]),
                name="note_words_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False, withdrawn_at__isnull=True),
                name="note_published_since",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | Q(withdrawn_at__isnull=False), name="note_withdrawn_since"
            ),
            models.CheckConstraint(
                condition=Q(title_en="", text_en="") | (~Q(title_en="") & ~Q(text_en="")),
                name="note_english_whole_or_none",
                violation_error_message=_("L’anglais a un titre et un texte, ou ni l’un ni l’autre."),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="note_latest"),
            GinIndex(fields=["words"], name="note_words"),
            GinIndex(fields=["families"], name="note_families"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:note", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED


_NAME_PRODUCTS = """
    UPDATE knowledge_note SET product_names = COALESCE((
        SELECT string_agg(name, ', ' ORDER BY name)
        FROM knowledge_noteproduct link JOIN contracts_product product ON product.id = link.product_id
        WHERE link.note_id = knowledge_note.id), '')
    WHERE id = {row}.note_id;
    RETURN NULL;
"""


class NoteProduct(models.Model):
    """A product that a note concerns. The note repeats the names of all of them, written by the database itself."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, verbose_name=_("produit"), on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("produit concerné")
        verbose_name_plural = _("produits concernés")
        constraints = [models.UniqueConstraint("note", "product", name="note_product_once")]
        triggers = [
            pgtrigger.Trigger(
                name="note_repeats_its_products",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_NAME_PRODUCTS.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="note_forgets_a_product",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                func=_NAME_PRODUCTS.format(row="OLD"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.product_id}"


class Publication(models.Model):
    """One line of a note's history: it was proposed, returned, published or withdrawn, by whom and when."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("proposée à la relecture")
        RETURNED = "returned", _("rendue à son auteur")
        PUBLISHED = "published", _("publiée")
        WITHDRAWN = "withdrawn", _("retirée")

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="publications")
    kind = models.CharField(_("quoi"), max_length=9, choices=Kind)
    by = models.ForeignKey(User, verbose_name=_("par"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("quand"))
    words = models.TextField(_("remarque"), blank=True)

    class Meta:
        verbose_name = _("publication")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["note", "at", "id"], name="publication_of_note")]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.kind}"


class NoteSent(models.Model):
    """A person who was told of a note because something of theirs is concerned; once each."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="sent")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("quand"))

    class Meta:
        verbose_name = _("envoi d’une note")
        verbose_name_plural = _("envois de notes")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint("note", "person", name="note_sent_once")]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.person_id}"

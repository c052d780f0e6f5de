"""The notes that somebody may read, found by words, by product, or by what they are writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Q

from accounts.models import User
from contracts import coverage
from contracts.models import Family, Product
from knowledge import searching
from knowledge.models import Note, NoteProduct
from knowledge.visibility import NoteQuerySet, concerned
from sla.wording import PARIS

# A sentence of so many words shares one with many notes by accident: they count from two on.
LONG_SENTENCE, IN_COMMON = 3, 2


def published(user: User) -> NoteQuerySet:
    """The published notes that `user` may read, the newest first."""
    return Note.objects.visible_to(user).filter(status=Note.Status.PUBLISHED).order_by("-published_at", "-id")


def found(notes: NoteQuerySet, words: str) -> NoteQuerySet:
    """Those that hold every one of `words` or a word that begins so, the most telling first; all without any."""
    typed = searching.words_in(words)
    if not typed:
        return notes.none() if words.strip() else notes
    question = searching.every_word(typed)
    ranked = notes.filter(words=question).annotate(rank=SearchRank(F("words"), question))
    return ranked.order_by("-rank", "-published_at", "-id")


def for_product(user: User, product: Product, limit: int) -> list[Note]:
    """The published notes about `product` or its family that `user` may read, the newest first."""
    return list(published(user).concerning(product)[:limit])


def for_own(notes: NoteQuerySet, user: User, at: datetime) -> NoteQuerySet:
    """Those about something that is under contract for `user`'s organisation on the day of `at` in Paris (CH-0)."""
    if user.organisation is None:
        return notes.none()
    lines = coverage.lines_in_sight(user.organisation)
    return notes.filter(concerned(lines.filter(covered__contains=at.astimezone(PARIS).date())))


def of_family(notes: NoteQuerySet, family: Family) -> NoteQuerySet:
    """Those about a family: as a whole, or about a product of it."""
    products = NoteProduct.objects.filter(product__family=family)
    return notes.filter(Q(families__contains=[family]) | Q(pk__in=products.values("note")))


def counts(user: User, products: Iterable[Product]) -> dict[int, int]:
    """How many published notes `user` may read about each product, by its key; two queries for all of them."""
    wanted = {product.pk: product for product in products}
    families = {product.family for product in wanted.values()}
    links = NoteProduct.objects.filter(product__in=wanted)
    notes = published(user).filter(Q(families__overlap=list(families)) | Q(pk__in=links.values("note")))
    about: dict[int, set[int]] = defaultdict(set)
    rows = notes.order_by().values_list("pk", "families", "products")
    for note, of_families, product in rows:
        if product in wanted:
            about[product].add(note)
        for each in wanted.values():
            if each.family in of_families:
                about[each.pk].add(note)
    return {product: len(about[product]) for product in wanted}


def resembling(user: User, sentence: str, product: Product | None, limit: int) -> list[Note]:
    """The published notes that a person who writes `sentence`, about `product` when it is known, may want to read.

    With a product: those about it that share a telling word. Without: those that share two; one, when `sentence` has
    few.
    """
    typed = searching.telling(searching.words_in(sentence))
    if not typed:
        return []
    question = searching.any_word(typed)
    notes = published(user)
    if product is not None:
        notes = notes.concerning(product)
    ranked = notes.filter(words=question).annotate(rank=SearchRank(F("words"), question))
    likely = ranked.order_by("-rank", "-published_at", "-id")[: limit if product else 4 * limit]
    if product is not None or len(typed) < LONG_SENTENCE:
        return list(likely)[:limit]
    shared = (
        searching.in_common(typed, note.title, note.text, note.product_names, note.title_en, note.text_en)
        for note in likely
    )
    return [note for note, words in zip(likely, shared, strict=True) if words >= IN_COMMON][:limit]

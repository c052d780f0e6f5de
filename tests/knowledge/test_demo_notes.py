"""The notes of the demo world: loaded any number of times, readable in each language that they name."""

from __future__ import annotations

import pytest

from cst.demo import notes
from cst.demo.notes import NOTES, CastNote
from knowledge.models import Note, Publication
from knowledge.rendering import html_of
from tests.world import TUESDAY, World


def test_loading_them_twice_changes_nothing(world: World) -> None:
    notes.load(TUESDAY)
    Note.objects.filter(slug=NOTES[0].slug).update(title="Changé")
    notes.load(TUESDAY)

    assert Note.objects.count() == len(NOTES)
    assert Note.objects.filter(title="Changé").exists()
    assert Publication.objects.count() == Note.objects.filter(status="published").count() == len(NOTES) - 1


def test_each_is_about_products_of_the_cast(world: World) -> None:
    notes.load(TUESDAY)

    named = {row.slug: row.product_names for row in Note.objects.all()}
    assert all(product in named[each.slug] for each in NOTES for product in each.products)


@pytest.mark.parametrize("each", NOTES, ids=lambda each: each.slug)
def test_each_text_begins_by_what_happens(world: World, each: CastNote) -> None:
    notes.load(TUESDAY)
    row = Note.objects.get(slug=each.slug)

    assert html_of(row.text).startswith("<p>")
    assert bool(row.text_en) is bool(each.title_en)

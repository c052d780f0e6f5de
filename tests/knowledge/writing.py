"""Notes for tests, published unless said otherwise."""

from __future__ import annotations

import itertools
from typing import Any

from contracts.models import Product
from knowledge import publishing
from knowledge.models import Note, NoteProduct
from tests.world import TUESDAY, World

_numbers = itertools.count(1)


def note(world: World, *products: str, published: bool = True, **changes: Any) -> Note:
    """A note by Claire, published by Hugo, about `products`, by their names; about everything without any or family."""
    number = next(_numbers)
    row = Note.objects.create(
        **{
            "slug": f"note-{number}",
            "title": f"Note {number}",
            "text": "Voici quoi faire.",
            "author": world.claire,
            **changes,
        }
    )
    for product in products:
        NoteProduct.objects.create(note=row, product=Product.objects.get(name=product))
    if published:
        publishing.publish(row, by=world.hugo, at=TUESDAY)
    row.refresh_from_db()
    return row

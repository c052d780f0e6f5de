"""A note is published and withdrawn, and keeps its history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from knowledge import publishing
from knowledge.models import Note, Publication
from knowledge.publishing import NotPublishable
from tests.knowledge.writing import note
from tests.world import TUESDAY, World

LATER = TUESDAY + timedelta(days=2)


def test_a_note_is_published_withdrawn_and_published_again(world: World) -> None:
    row = note(world)
    publishing.withdraw(row, by=world.hugo, at=LATER)
    publishing.publish(row, by=world.claire, at=LATER)

    history = Publication.objects.filter(note=row).values_list("kind", "by__full_name", "at")
    assert list(history) == [
        ("published", "Claire Martin", TUESDAY),
        ("withdrawn", "Hugo Leroy", LATER),
        ("published", "Claire Martin", LATER),
    ]
    row.refresh_from_db()
    assert (row.status, row.published_at, row.withdrawn_at) == ("published", LATER, None)


def test_doing_it_twice_changes_nothing(world: World) -> None:
    row = note(world)

    assert not publishing.publish(row, by=world.claire, at=LATER)
    assert publishing.withdraw(row, by=world.claire, at=LATER)
    assert not publishing.withdraw(row, by=world.claire, at=LATER)
    assert Publication.objects.filter(note=row).count() == 2


def test_publishing_says_nothing_of_when_the_text_changed(world: World) -> None:
    row = note(world, published=False)
    before = row.updated_at
    publishing.publish(row, by=world.claire, at=LATER)

    assert Note.objects.get(pk=row.pk).updated_at == before


def test_a_note_without_words_stays_a_draft(world: World) -> None:
    row = note(world, published=False, text=" ")

    with pytest.raises(NotPublishable, match="un titre et un texte en français"):
        publishing.publish(row, by=world.claire, at=LATER)
    assert Note.objects.get(pk=row.pk).status == "draft"


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "published", "published_at": None},
        {"status": "withdrawn", "withdrawn_at": None},
        {"status": "lost"},
        {"audience": "nobody"},
        {"title_en": "Half"},
    ],
)
def test_the_database_refuses_what_is_no_state_of_a_note(
    world: World, changes: dict[str, str | None]
) -> None:
    row = note(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.filter(pk=row.pk).update(**changes)

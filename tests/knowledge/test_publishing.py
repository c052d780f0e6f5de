"""A note is published and withdrawn, and keeps its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from knowledge import editing, publishing
from knowledge.models import Note, Publication
from knowledge.publishing import NotPublishable
from tests.knowledge.writing import note
from tests.world import TUESDAY, World

LATER = TUESDAY + timedelta(days=2)


def test_a_note_is_published_withdrawn_and_published_again(world: World) -> None:
    row = note(world)
    publishing.withdraw(row, by=world.claire, at=LATER)
    publishing.publish(row, by=world.hugo, at=LATER)

    history = Publication.objects.filter(note=row).values_list("kind", "by__full_name", "at")
    assert list(history) == [
        ("published", "Hugo Leroy", TUESDAY),
        ("withdrawn", "Claire Martin", LATER),
        ("published", "Hugo Leroy", LATER),
    ]
    row.refresh_from_db()
    assert (row.status, row.published_at, row.withdrawn_at) == ("published", LATER, None)


def test_doing_it_twice_changes_nothing(world: World) -> None:
    row = note(world)

    assert not publishing.publish(row, by=world.hugo, at=LATER)
    assert publishing.withdraw(row, by=world.hugo, at=LATER)
    assert not publishing.withdraw(row, by=world.hugo, at=LATER)
    assert Publication.objects.filter(note=row).count() == 2


def test_publishing_says_nothing_of_when_the_text_changed(world: World) -> None:
    row = note(world, published=False)
    before = row.updated_at
    publishing.publish(row, by=world.hugo, at=LATER)

    assert Note.objects.get(pk=row.pk).updated_at == before


def test_a_note_without_words_stays_a_draft(world: World) -> None:
    row = note(world, published=False, text=" ")

    with pytest.raises(NotPublishable, match="un titre et un texte en français"):
        publishing.publish(row, by=world.hugo, at=LATER)
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


def test_whoever_wrote_a_note_does_not_publish_it(world: World) -> None:
    row = note(world, published=False)
    publishing.submit(row, by=world.hugo, at=TUESDAY)

    with pytest.raises(PermissionDenied):
        publishing.publish(row, by=world.claire, at=LATER)
    assert Note.objects.get(pk=row.pk).status == "review"


def test_whoever_proposed_it_does_not_publish_it_either(world: World) -> None:
    row = note(world, published=False, author=world.hugo)
    publishing.submit(row, by=world.claire, at=TUESDAY)

    with pytest.raises(PermissionDenied):
        publishing.publish(row, by=world.claire, at=LATER)
    assert Note.objects.get(pk=row.pk).status == "review"


def test_whoever_rewrote_it_under_review_does_not_publish_it_either(world: World) -> None:
    row = note(world, published=False, author=world.hugo)
    publishing.submit(row, by=world.hugo, at=TUESDAY)
    said = editing.content_of(row)
    editing.write(row, replace(said, text="Autre."), by=world.claire, at=LATER, base=editing.seen(said))

    with pytest.raises(PermissionDenied):
        publishing.publish(row, by=world.claire, at=LATER)
    assert Note.objects.get(pk=row.pk).status == "review"


def test_the_same_words_sent_again_under_review_propose_nothing(world: World) -> None:
    row = note(world, published=False, author=world.hugo)
    publishing.submit(row, by=world.hugo, at=TUESDAY)
    said = editing.content_of(row)

    editing.write(row, said, by=world.claire, at=LATER, base=editing.seen(said))

    assert publishing.may_publish(world.claire, Note.objects.get(pk=row.pk))


def test_words_that_nobody_read_are_not_published(world: World) -> None:
    row = note(world, published=False)
    read, said = publishing.mark(row), editing.content_of(row)
    editing.write(row, replace(said, text="Autre."), by=world.claire, at=LATER, base=editing.seen(said))

    with pytest.raises(NotPublishable, match="a changé depuis que vous l’avez lue"):
        publishing.publish(row, by=world.hugo, at=LATER, read=read)
    assert Note.objects.get(pk=row.pk).status == "draft"


def test_an_engineer_publishes_what_a_colleague_proposed(world: World) -> None:
    row = note(world, published=False, author=world.hugo)
    publishing.submit(row, by=world.hugo, at=TUESDAY)
    publishing.publish(row, by=world.claire, at=LATER)

    assert Note.objects.get(pk=row.pk).is_published


def test_a_lead_publishes_alone(world: World) -> None:
    row = note(world, published=False, author=world.hugo)
    publishing.publish(row, by=world.hugo, at=LATER)

    assert Note.objects.get(pk=row.pk).is_published


def test_a_note_comes_back_with_words_and_is_proposed_again(world: World) -> None:
    row = note(world, published=False)
    publishing.submit(row, by=world.claire, at=TUESDAY)
    publishing.give_back(row, "  La version 7.4.5 aussi.  ", by=world.hugo, at=LATER)
    publishing.submit(row, by=world.claire, at=LATER)

    history = Publication.objects.filter(note=row).values_list("kind", "words")
    assert list(history) == [("submitted", ""), ("returned", "La version 7.4.5 aussi."), ("submitted", "")]
    assert Note.objects.get(pk=row.pk).status == "review"


def test_a_note_does_not_come_back_without_a_word(world: World) -> None:
    row = note(world, published=False)
    publishing.submit(row, by=world.claire, at=TUESDAY)

    with pytest.raises(NotPublishable, match="ce qui est à reprendre"):
        publishing.give_back(row, " ", by=world.hugo, at=LATER)
    assert Note.objects.get(pk=row.pk).status == "review"


def test_a_customer_does_nothing_to_a_note(world: World) -> None:
    row = note(world)

    with pytest.raises(PermissionDenied):
        publishing.withdraw(row, by=world.jean, at=LATER)
    assert Note.objects.get(pk=row.pk).is_published

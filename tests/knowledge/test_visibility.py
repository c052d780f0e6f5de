"""Who reads which note (docs/rules/knowledge.md)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from contracts.models import Contract, Product
from knowledge.models import Note
from tests.knowledge.writing import note
from tests.world import TUESDAY, World

# Premium at the Clinique by Réseau Plus, Standard at the Menuiserie, Premium that ended at the lycée, Premium of Alpes.
FORTIGATE, STORMSHIELD, ENDED, SWITCH = "FortiGate 100F", "SN310", "AP305C", "X465-24W"


def readers(world: World, row: Note) -> set[str]:
    """Who of the cast may read one note."""
    people = ("jean", "sophie", "paul", "marc", "anne", "claire", "ines")
    return {name for name in people if row in Note.objects.visible_to(getattr(world, name))}


def test_a_note_for_everybody_is_read_by_every_customer(world: World) -> None:
    row = note(world, FORTIGATE)

    assert readers(world, row) == {"jean", "sophie", "paul", "marc", "anne", "claire"}


def test_a_note_for_resellers_is_read_by_no_end_customer(world: World) -> None:
    row = note(world, FORTIGATE, audience="resellers")

    assert readers(world, row) == {"jean", "marc", "claire"}


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        (FORTIGATE, {"jean", "sophie", "claire"}),
        (STORMSHIELD, {"claire"}),
        (ENDED, {"claire"}),
        (SWITCH, {"marc", "claire"}),
    ],
)
def test_a_note_for_premium_is_read_by_those_who_have_it_on_that_product(
    world: World, product: str, expected: set[str]
) -> None:
    assert readers(world, note(world, product, audience="premium")) == expected


def test_a_note_for_premium_about_a_family_is_read_by_those_who_have_it_on_one_of_it(world: World) -> None:
    Product.objects.update(family="other")
    Product.objects.filter(name=SWITCH).update(family="switch")

    assert readers(world, note(world, audience="premium", families=["switch"])) == {"marc", "claire"}


def test_a_note_for_premium_about_everything_is_read_by_whoever_has_it_on_anything(world: World) -> None:
    assert readers(world, note(world, audience="premium")) == {"jean", "sophie", "marc", "claire"}


def test_premium_counts_on_the_day_that_it_covers(world: World) -> None:
    Contract.objects.filter(number="EX-2024-0117").update(ends_on=TUESDAY.date())
    row = note(world, FORTIGATE, audience="premium")

    assert row in Note.objects.visible_to(world.sophie, TUESDAY)
    assert row not in Note.objects.visible_to(world.sophie, TUESDAY + timedelta(days=1))


@pytest.mark.parametrize("published", [True, False])
def test_a_note_that_is_not_published_is_read_by_engineers_only(world: World, published: bool) -> None:
    row = note(world, published=published)
    Note.objects.filter(pk=row.pk, status="published").update(status="withdrawn", withdrawn_at=TUESDAY)

    assert readers(world, row) == {"claire"}


@pytest.mark.parametrize("nobody", [AnonymousUser(), User()])
def test_whoever_acts_for_no_organisation_reads_nothing(world: World, nobody: User) -> None:
    note(world)

    assert not Note.objects.visible_to(nobody).exists()

"""Notes are found as people type, by product, and by what somebody is writing."""

from __future__ import annotations

import pytest

from contracts.models import Product
from knowledge import finding
from knowledge.models import Note, NoteProduct
from tests.knowledge.writing import note
from tests.world import TUESDAY, World


def found(world: World, words: str) -> list[str]:
    return [row.title for row in finding.found(finding.published(world.jean), words)]


@pytest.mark.parametrize(
    "words",
    [
        "reseaux",
        "RÉSEAU",
        "tunnels",
        "renegocia",
        "7.4.4",
        "fortigate 100f",
        "dpd-retryinterval",
        "le tunnel",
    ],
)
def test_words_are_found_however_they_are_typed(world: World, words: str) -> None:
    note(
        world,
        "FortiGate 100F",
        title="Réseau coupé",
        text="Les tunnels renégocient : `dpd-retryinterval`, 7.4.4.",
    )
    note(world, "SN310", title="Autre chose", text="Sans rapport.")

    assert found(world, words) == ["Réseau coupé"]


@pytest.mark.parametrize("words", ["tunnel imprimante", "':*!&", "\u2603", "tunnel" * 30])
def test_what_no_note_holds_finds_nothing(world: World, words: str) -> None:
    note(world, text="Le tunnel tombe.")

    assert found(world, words) == []


def test_english_words_find_the_french_note_that_has_an_english(world: World) -> None:
    note(world, title="Tunnel", title_en="Dropping tunnels", text_en="The gateway drops.")

    assert found(world, "drop gateways") == ["Tunnel"]


def test_a_title_counts_more_than_a_text(world: World) -> None:
    note(world, title="Pile", text="On parle de boucle ici.")
    note(world, title="Boucle", text="Rien de plus.")

    assert found(world, "boucle") == ["Boucle", "Pile"]


def test_without_words_the_newest_comes_first(world: World) -> None:
    older = note(world, title="Avant")
    newer = note(world, title="Après")

    assert list(finding.found(finding.published(world.jean), " ")) == [newer, older]


def test_a_product_that_is_renamed_or_taken_away_is_found_by_what_it_is_now(world: World) -> None:
    row = note(world, "SN310", "X465-24W")
    Product.objects.filter(name="SN310").update(name="SN320")
    NoteProduct.objects.filter(note=row, product__name="X465-24W").delete()

    assert (found(world, "sn320"), found(world, "sn310"), found(world, "x465")) == ([row.title], [], [])
    assert Note.objects.get(pk=row.pk).product_names == "SN320"


def test_the_notes_of_a_product_are_those_that_name_it_or_its_family(world: World) -> None:
    Product.objects.filter(name="SN310").update(family="firewall")
    product = Product.objects.get(name="SN310")
    named, of_family = note(world, "SN310"), note(world, families=["firewall", "switch"])
    note(world, "X465-24W")
    note(world)

    assert finding.for_product(world.jean, product, 5) == [of_family, named]
    assert finding.counts(world.jean, [product]) == {product.pk: 2}


def test_counting_never_counts_what_its_reader_may_not_see(world: World) -> None:
    product = Product.objects.get(name="SN310")
    note(world, "SN310", audience="resellers")
    note(world, "SN310", published=False)

    assert finding.counts(world.jean, [product]) == {product.pk: 1}
    assert finding.counts(world.paul, [product]) == {product.pk: 0}


def test_one_s_own_are_the_notes_about_what_is_under_contract(world: World) -> None:
    own, _others = note(world, "FortiGate 100F"), note(world, "X465-24W")
    about_all = note(world)

    assert list(finding.for_own(finding.published(world.sophie), world.sophie, TUESDAY)) == [about_all, own]


@pytest.mark.parametrize(
    ("sentence", "product", "is_shown"),
    [
        ("Le tunnel IPsec tombe depuis cette nuit", "FortiGate 100F", True),
        ("Les tunnels tombent sans arrêt", "", True),
        ("tunnel", "", True),
        ("Le tunnel IPsec tombe", "SN310", False),
        ("Une imprimante, un tunnel, une porte", "", False),
        ("Depuis avec dans pour", "FortiGate 100F", False),
        ("", "FortiGate 100F", False),
    ],
)
def test_a_sentence_that_is_written_finds_what_resembles_it(
    world: World, sentence: str, product: str, is_shown: bool
) -> None:
    row = note(world, "FortiGate 100F", title="Tunnel IPsec qui tombe", text="Renégociation de phase 2.")
    about = Product.objects.get(name=product) if product else None

    assert finding.resembling(world.jean, sentence, about, 3) == ([row] if is_shown else [])

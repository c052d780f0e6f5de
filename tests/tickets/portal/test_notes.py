"""Technical notes in the portal: found, read, and led on from (docs/rules/knowledge.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contracts.models import Product
from knowledge.models import Note
from tests.knowledge.writing import note
from tests.tickets.portal.reading import words
from tests.world import FORTIGATE, STORMSHIELD, TUESDAY, World
from tickets.portal import notes

As = Callable[[User], Client]
LIST = "/portail/notes/"


def test_the_list_shows_what_was_looked_for_in_its_place(world: World, as_: As) -> None:
    note(world, "FortiGate 100F", title="Tunnel coupé", text="Le réseau <b> tombe.")
    page = as_(world.jean).get(LIST, {"q": "reseaux tunnel"}).content.decode()

    assert "<mark>Tunnel</mark>" in page
    assert "Le <mark>réseau</mark> &lt;b&gt; tombe." in page


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"Pare-feu", "Commutateur", "Tout"}),
        ({"pour": "mes-produits"}, {"Pare-feu", "Tout"}),
        ({"pour": "commutateurs"}, {"Commutateur"}),
        ({"serial": FORTIGATE.lower()}, {"Pare-feu"}),
        ({"serial": FORTIGATE, "pour": "commutateurs"}, {"Pare-feu"}),
        ({"serial": "X465-PREM-0002"}, {"Pare-feu", "Commutateur", "Tout"}),
        ({"pour": "rien"}, {"Pare-feu", "Commutateur", "Tout"}),
    ],
)
def test_the_list_holds_what_was_chosen(
    world: World, as_: As, asked: dict[str, str], expected: set[str]
) -> None:
    Product.objects.filter(name="X465-24W").update(family="switch")
    note(world, "FortiGate 100F", title="Pare-feu")
    note(world, "X465-24W", title="Commutateur")
    note(world, title="Tout")

    lines = as_(world.jean).get(LIST, asked).context["lines"]
    assert {line.said.title for line in lines} == expected


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "Aucune note pour l’instant"),
        ({"q": "imprimante"}, "Aucune note ne contient « imprimante »"),
        ({"pour": "wifi"}, "Aucune note sur ces produits"),
    ],
)
def test_an_empty_list_says_why(world: World, as_: As, asked: dict[str, str], sentence: str) -> None:
    assert sentence in words(as_(world.jean).get(LIST, asked))


def test_a_long_list_has_pages(world: World, as_: As) -> None:
    for _each in range(notes.PAGE_SIZE + 1):
        note(world)
    page = as_(world.jean).get(LIST, {"q": "quoi faire"})

    assert len(page.context["lines"]) == notes.PAGE_SIZE
    assert "?q=quoi+faire&amp;pour=&amp;serial=&amp;page=2" in page.content.decode()


def test_a_note_says_what_it_is_about_and_since_when(world: World, as_: As) -> None:
    row = note(world, "SN310", "FortiGate 100F", families=["switch"], versions_from="7.2", versions_to="7.4")
    Note.objects.filter(pk=row.pk).update(published_at=TUESDAY - timedelta(days=5))
    page = words(as_(world.jean).get(row.get_absolute_url()))

    assert "FortiGate 100F, SN310, tous les commutateurs" in page
    assert "De 7.2 à 7.4" in page
    assert "8 octobre 2026 , mise à jour le 13 octobre 2026" in page


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [("7.2", "", "à partir de 7.2"), ("", "7.4", "jusqu’à 7.4"), ("7.2", "7.2", "7.2"), ("", "", "")],
)
def test_versions_are_said_in_words(first: str, last: str, said: str) -> None:
    assert notes.versions(Note(versions_from=first, versions_to=last)) == said


def test_a_note_out_of_sight_is_a_404(world: World, as_: As) -> None:
    hidden = [
        note(world, audience="resellers"),
        note(world, "X465-24W", audience="premium"),
        note(world, published=False),
    ]
    client = as_(world.sophie)

    assert [client.get(row.get_absolute_url()).status_code for row in hidden] == [404, 404, 404]


def test_the_way_to_an_incident_keeps_the_device_that_one_came_from(world: World, as_: As) -> None:
    row = note(world)
    page = as_(world.jean).get(row.get_absolute_url(), {"serial": STORMSHIELD}).content.decode()

    assert f'href="/portail/incidents/nouveau/?serial={STORMSHIELD}"' in page


def test_the_way_to_an_incident_knows_the_only_device_that_it_can_be(world: World, as_: As) -> None:
    row = note(world, "FortiGate 100F", "X465-24W")
    page = as_(world.jean).get(row.get_absolute_url()).content.decode()

    assert f'href="/portail/incidents/nouveau/?serial={FORTIGATE}"' in page


@pytest.mark.parametrize("serial", ["X465-PREM-0002", "N-EXISTE-PAS", "\x00"])
def test_the_way_to_an_incident_never_names_somebody_else_s_device(
    world: World, as_: As, serial: str
) -> None:
    row = note(world)
    page = as_(world.jean).get(row.get_absolute_url(), {"serial": serial}).content.decode()

    assert 'href="/portail/incidents/nouveau/"' in page


def test_an_english_reader_gets_the_english_that_there_is(world: World, as_: As) -> None:
    User.objects.filter(pk=world.jean.pk).update(language="en")
    both = note(world, title="Tunnel coupé", title_en="Tunnel down", text_en="Try **this**.")
    french = note(world, title="Boucle", text="Essayez.")
    client = as_(world.jean)

    assert "<strong>this</strong>" in client.get(both.get_absolute_url()).content.decode()
    assert '<div class="note-text" lang="fr">' in client.get(french.get_absolute_url()).content.decode()


def test_a_device_tells_how_many_notes_there_are_about_it(world: World, as_: As) -> None:
    note(world, "FortiGate 100F")
    note(world, "FortiGate 100F", audience="premium")
    note(world, "FortiGate 100F", published=False)
    page = as_(world.jean).get("/portail/produits/")

    assert words(page).count("2 notes techniques") == 1
    assert f"/portail/notes/?serial={FORTIGATE}" in page.content.decode()


def test_more_notes_ask_for_no_more_queries(world: World, as_: As) -> None:
    client, counts = as_(world.sophie), []
    for _each in range(3):
        for about in ("everybody", "premium"):
            note(world, "FortiGate 100F", audience=about, families=["firewall"])
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, {"q": "voici", "pour": "mes-produits"})
        counts.append(len(queries))

    assert len(set(counts)) == 1 and counts[0] <= 12

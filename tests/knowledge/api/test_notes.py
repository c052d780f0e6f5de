"""Technical notes by program: who reads which, how they are found, what one says (CH-V.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contracts.models import Product
from knowledge import publishing
from knowledge.api.shown import NoteListed, NoteRead
from knowledge.models import Note
from tests.knowledge.writing import note
from tests.world import TUESDAY, World

FORTIGATE, STORMSHIELD = "FortiGate 100F", "SN310"


def get(person: User, slug: str = "", headers: dict[str, str] | None = None, **query: Any) -> Any:
    client = Client()
    client.force_login(person)
    path = f"/api/v1/notes/{slug}/" if slug else "/api/v1/notes/"
    return client.get(path, query, headers=headers)


def titles(person: User, **query: Any) -> list[str]:
    return [each["title"] for each in get(person, **query).json()["results"]]


@pytest.fixture(autouse=True)
def none_yet(world: World) -> None:
    Note.objects.all().delete()


def test_each_reads_what_their_pages_show(world: World) -> None:
    note(world, title="Pour tous")
    note(world, title="Revendeurs", audience="resellers")
    note(world, FORTIGATE, title="Premium", audience="premium")
    note(world, title="Brouillon", published=False)

    assert set(titles(world.sophie)) == {"Pour tous", "Premium"}
    assert set(titles(world.jean)) == {"Pour tous", "Premium", "Revendeurs"}
    assert set(titles(world.marc)) == {"Pour tous", "Revendeurs"}
    assert set(titles(world.claire)) == {"Pour tous", "Premium", "Revendeurs"}
    assert titles(world.ines) == []


def test_what_somebody_may_not_read_is_not_found(world: World) -> None:
    resellers = note(world, audience="resellers")
    draft = note(world, published=False)

    statuses = {
        who: (
            get(getattr(world, who), resellers.slug).status_code,
            get(getattr(world, who), draft.slug).status_code,
        )
        for who in ("sophie", "jean", "claire", "ines")
    }

    assert statuses == {"sophie": (404, 404), "jean": (200, 404), "claire": (200, 200), "ines": (404, 404)}


def test_one_says_its_markdown_and_what_the_page_shows(world: World) -> None:
    row = note(
        world,
        FORTIGATE,
        title="Tunnel",
        text="# Symptôme\n\nIl <b>tombe</b>.",
        versions_from="7.4.0",
        versions_to="7.4.4",
    )

    found = get(world.jean, row.slug).json()

    assert found["text"] == "# Symptôme\n\nIl <b>tombe</b>."
    assert found["html"] == "<h2>Symptôme</h2>\n<p>Il &lt;b&gt;tombe&lt;/b&gt;.</p>\n"
    assert (found["products"], found["versions_from"], found["versions_to"]) == (
        [FORTIGATE],
        "7.4.0",
        "7.4.4",
    )
    assert found["page"] == f"http://localhost:8000/portail/notes/{row.slug}/"
    assert found["published_at"] == "2026-10-13T11:07:00+02:00"


def test_a_note_is_shown_in_the_language_that_is_asked_for(world: World) -> None:
    row = note(world, title="Le tunnel", title_en="The tunnel", text_en="It falls.")
    note(world, title="Sans anglais")

    english = get(world.jean, row.slug, language="en").json()

    assert (english["title"], english["text"], english["language"]) == ("The tunnel", "It falls.", "en")
    assert get(world.jean, row.slug).json()["language"] == "fr"
    assert titles(world.jean, language="en") == ["The tunnel"]
    assert set(titles(world.jean, language="fr")) == {"Le tunnel", "Sans anglais"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "reseaux"}, {"Réseau coupé"}),
        ({"q": "coup tunnels"}, {"Réseau coupé"}),
        ({"q": "introuvable"}, set()),
        ({"product": FORTIGATE}, {"Réseau coupé"}),
        ({"product": "Inconnu"}, set()),
        ({"family": "switch"}, {"Commutateurs"}),
        ({"own": "true"}, {"Réseau coupé"}),
        ({"q": "réseau", "product": STORMSHIELD}, set()),
    ],
)
def test_a_list_is_narrowed(world: World, query: dict[str, Any], expected: set[str]) -> None:
    note(world, FORTIGATE, title="Réseau coupé", text="Les tunnels tombent.")
    note(world, title="Commutateurs", families=["switch"])

    assert set(titles(world.sophie, **query)) == expected


def test_the_excerpt_is_where_the_words_are(world: World) -> None:
    note(world, text=f"{'Rien ici. ' * 80} Le tunnel tombe. {'Rien ici. ' * 80}")

    [found] = get(world.jean, q="tunnel").json()["results"]

    assert "tunnel" in found["excerpt"]


@pytest.mark.parametrize(
    ("query", "field"),
    [({"language": "de"}, "language"), ({"family": "voiture"}, "family"), ({"pour": "wifi"}, "pour")],
)
def test_a_filter_that_there_is_not_is_refused(world: World, query: dict[str, Any], field: str) -> None:
    answer = get(world.jean, **query)

    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])


def test_the_newest_come_first_a_page_at_a_time(world: World) -> None:
    for day, title in enumerate("ABC"):
        row = note(world, title=title, published=False)
        publishing.publish(row, by=world.hugo, at=TUESDAY + timedelta(days=day))

    first = get(world.jean, limit=2).json()
    client = Client()
    client.force_login(world.jean)
    second = client.get(first["next"]).json()

    found = [each["title"] for page in (first, second) for each in page["results"]]
    assert (found, second["next"]) == (["C", "B", "A"], None)


def test_whoever_has_it_as_it_is_gets_304(world: World) -> None:
    row = note(world, title_en="Tunnel", text_en="It falls.")
    tag = get(world.jean, row.slug)["ETag"]

    again = get(world.jean, row.slug, {"If-None-Match": tag})
    english = get(world.jean, row.slug, {"If-None-Match": tag}, language="en")
    with time_machine.travel(TUESDAY + timedelta(days=1)):
        row.save()
    changed = get(world.jean, row.slug, {"If-None-Match": tag})

    assert (again.status_code, english.status_code, changed.status_code) == (304, 200, 200)


def test_many_notes_take_as_many_queries_as_one(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        note(world, FORTIGATE, STORMSHIELD)
    client = Client()
    client.force_login(world.jean)

    with django_assert_max_num_queries(5):  # session, person, what is under Premium, notes, their products
        assert len(client.get("/api/v1/notes/").json()["results"]) == 6


def test_a_product_of_two_manufacturers_is_both(world: World) -> None:
    other = Product.objects.get(name=STORMSHIELD)
    Product.objects.create(vendor=other.vendor, name="X")
    Product.objects.create(vendor=Product.objects.get(name=FORTIGATE).vendor, name="X", family="wireless")
    note(world, title="Bornes", families=["wireless"])

    assert titles(world.jean, product="X") == ["Bornes"]


def test_every_field_is_declared(world: World) -> None:
    row = note(world)

    assert get(world.jean, row.slug).json().keys() == NoteRead().fields.keys()
    assert get(world.jean).json()["results"][0].keys() == NoteListed().fields.keys()

"""The search of the console: what a line shows, what an address narrows, what is escaped, how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from knowledge.models import Note
from tests.world import STORMSHIELD, World
from tickets.actions import assigning, replying

As = Callable[[User], Client]


def _page(client: Client, **asked: str) -> str:
    return client.get(reverse("console:search"), asked).content.decode()


def _subjects(client: Client, **asked: str) -> list[str]:
    lines = client.get(reverse("console:search"), asked).context["found"].lines
    return [line.ticket.subject for line in lines]


def _marked(client: Client, **asked: str) -> list[str]:
    """The words that the page marks, in order."""
    return [part.split("</mark>")[0] for part in _page(client, **asked).split("<mark>")[1:]]


def test_a_line_marks_what_was_looked_for_where_it_stands(world: World, as_: As) -> None:
    world.ticket(subject="Réseau coupé", body="Bonjour. Les réseaux de nos deux sites tombent.")

    assert _marked(as_(world.claire), q="reseau") == ["Réseau", "Réseau", "réseaux"]


def test_a_serial_that_was_typed_is_marked_as_a_whole(world: World, as_: As) -> None:
    world.ticket(world.paul, serial=STORMSHIELD, subject="Accès lent")

    assert _marked(as_(world.claire), q="sn310 std 0001") == [STORMSHIELD]


def test_a_reseller_whose_name_answers_is_said(world: World, as_: As) -> None:
    world.ticket(world.sophie, subject="Accès lent", body="Rien ne va.")

    assert _marked(as_(world.claire), q="réseau") == ["Réseau"]


def test_the_message_that_holds_the_words_is_shown(world: World, as_: As) -> None:
    ticket = world.ticket(subject="Réseau coupé", body="Bonjour.")
    replying.reply(ticket, world.words(world.claire, "Le certificat a expiré."), at=world.at)
    replying.note(ticket, world.words(world.claire, "Certificat expiré, encore le fournisseur."), at=world.at)

    page = _page(as_(world.claire), q="fournisseur certificat")

    assert "encore le <mark>fournisseur</mark>" in page
    assert "note interne" in page


def test_a_file_is_named_where_its_name_was_looked_for(world: World, as_: As) -> None:
    ticket = world.ticket()
    ticket.messages.get().attachments.create(
        name="schéma.pdf", content_type="text/plain", size=1, sha256="0" * 64, created_at=world.at
    )

    assert "<mark>schéma</mark>.pdf" in _page(as_(world.claire), q="schema")


def test_what_people_write_is_escaped(world: World, as_: As) -> None:
    world.ticket(subject="<b>Pirate</b>", body="<script>alert('pirate')</script> & <mark>autre</mark>")

    page = _page(as_(world.claire), q="pirate <img src=x>")
    found = _page(as_(world.claire), q="pirate")

    assert "<img src=x>" not in page
    assert "&lt;b&gt;<mark>Pirate</mark>&lt;/b&gt;" in found
    assert "&lt;script&gt;alert(&#x27;<mark>pirate</mark>" in found
    assert "<mark>autre" not in found


def test_a_number_says_that_it_is_the_very_one(world: World, as_: As) -> None:
    ticket = world.ticket()

    page = _page(as_(world.claire), q=ticket.number)

    assert "exact" in page
    assert reverse("console:ticket", args=[ticket.number]) in page


def test_an_address_narrows_by_each_of_its_fields(world: World, as_: As) -> None:
    mine = world.ticket(subject="Tunnel pris", severity=1)
    world.ticket(
        world.paul,
        serial=STORMSHIELD,
        subject="Tunnel de Paul",
        severity=3,
        received_at=world.at - timedelta(days=9),
    )
    assigning.assign(mine, world.claire, actor=world.claire, at=world.at)
    client, day = as_(world.claire), world.at.date()

    for name, value in {
        "severite": "1",
        "niveau": "premium",
        "affecte": "moi",
        "produit": "fortigate",
        "depuis": day.isoformat(),
    }.items():
        assert _subjects(client, q="tunnel", **{name: value}) == ["Tunnel pris"], name
    assert _subjects(client, q="tunnel", jusqu=(day - timedelta(days=1)).isoformat()) == ["Tunnel de Paul"]
    assert _subjects(client, affecte="personne") == ["Tunnel de Paul"]


@pytest.mark.parametrize(
    "asked",
    [
        {"etat": "'"},
        {"niveau": "a' | 'b"},
        {"severite": "9"},
        {"affecte": "x"},
        {"depuis": "2026-02-31"},
        {"page": "-3"},
        {"q": "\x00"},
        {"q": "'" * 300},
        {"organisation": "%_'"},
    ],
)
def test_a_malformed_address_is_a_page(world: World, as_: As, asked: dict[str, str]) -> None:
    world.ticket()

    assert as_(world.claire).get(reverse("console:search"), asked).status_code == 200


def test_each_filter_in_force_can_be_dropped_by_itself(world: World, as_: As) -> None:
    response = as_(world.claire).get(
        reverse("console:search"), {"q": "tunnel", "severite": "1", "affecte": "moi"}
    )

    assert [(chip.text, chip.query) for chip in response.context["chips"]] == [
        ("Sévérité 1", "q=tunnel&affecte=moi"),
        ("Affectés à moi", "q=tunnel&severite=1"),
    ]


def test_an_empty_search_says_what_can_be_looked_for(world: World, as_: As) -> None:
    world.ticket()

    assert "Que cherchez-vous" in _page(as_(world.claire))
    assert "Aucun ticket ne répond" in _page(as_(world.claire), q="zzz")


def test_twenty_stand_on_a_page(world: World, as_: As) -> None:
    for number in range(21):
        world.ticket(subject=f"Tunnel {number}")
    client = as_(world.claire)

    assert len(_subjects(client, q="tunnel")) == 20
    assert len(_subjects(client, q="tunnel", page="2")) == 1


def test_as_many_queries_for_one_ticket_as_for_twenty(world: World, as_: As) -> None:
    client = as_(world.claire)
    asked = {"q": "tunnel", "organisation": "réseau", "produit": "forti"}

    def queries() -> int:
        client.get(reverse("console:search"), asked)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("console:search"), asked)
        return len(captured)

    world.ticket()
    one = queries()
    for _ in range(20):
        world.ticket()

    assert queries() == one <= 15


def test_what_bears_the_words_around_the_tickets_is_shown(world: World, as_: As) -> None:
    page = as_(world.claire).get(reverse("console:search_around"), {"q": "réseau plus"}).content.decode()

    assert "Réseau Plus" in page


def test_sales_find_customers_and_no_ticket(world: World, as_: As) -> None:
    ticket = world.ticket(subject="Réseau Plus en panne")
    client = as_(world.ines)

    assert client.get(reverse("console:search"), {"q": "panne"}).status_code == 403
    around = client.get(reverse("console:search_around"), {"q": "réseau plus"}).content.decode()
    assert "Réseau Plus" in around
    assert ticket.number not in around


def test_a_note_is_found_beside_the_tickets_and_by_the_palette(world: World, as_: As) -> None:
    note = Note.objects.create(
        slug="bascule", title="La grappe bascule sans raison", text="Vérifier le lien."
    )
    client, address = as_(world.claire), reverse("console:knowledge_note", args=[note.pk])

    for route in ("console:search_around", "console:palette"):
        assert address in client.get(reverse(route), {"q": "grappe"}).content.decode()

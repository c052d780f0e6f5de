"""While a request is typed: notes on that problem, and what is open already (tickets/portal/matching.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.knowledge.writing import note
from tests.tickets.portal.reading import words
from tests.world import FORTIGATE, OLD_VERSION, TUESDAY, World
from tickets.actions import closing
from tickets.portal import matching

As = Callable[[User], Client]
ADDRESS = "/portail/proches/"
TYPED = {"serial": FORTIGATE, "subject": "Les tunnels IPsec tombent", "description": ""}


def open_for(world: World, person: User, serial: str = "", subject: str = "") -> list[str]:
    """The subjects of what is open already."""
    found = matching.matches(person, serial, subject, "", TUESDAY + timedelta(hours=3))
    return [line.subject for line in found.tickets]


def test_a_note_and_an_open_request_on_that_device_are_shown(world: World, as_: As) -> None:
    note(world, "FortiGate 100F", title="Tunnel IPsec après une mise à jour")
    world.ticket(world.lea)
    answer = as_(world.jean).post(ADDRESS, TYPED)

    assert "1 incident déjà ouvert, 1 note technique" in words(answer)
    assert "déjà ouvert par Léa Noël, il y a 1 min" in words(answer)
    assert f"?serial={FORTIGATE}" in answer.content.decode()
    assert answer.content.decode().count('target="_blank"') == 2


def test_what_is_shown_already_is_not_sent_again(world: World, as_: As) -> None:
    row = note(world, "FortiGate 100F", title="Tunnel IPsec")
    client = as_(world.jean)

    assert client.post(ADDRESS, {**TYPED, "matched": str(row.pk)}).status_code == 204
    assert client.post(ADDRESS, {**TYPED, "subject": "", "matched": str(row.pk)}).status_code == 200


@pytest.mark.parametrize("typed", [{}, {"serial": "\x00", "subject": "\x00"}, {"subject": "é" * 5000}])
def test_whatever_is_typed_is_answered(world: World, as_: As, typed: dict[str, str]) -> None:
    assert as_(world.jean).post(ADDRESS, typed).status_code == 204


def test_the_same_device_comes_first_then_the_words_of_the_subject(world: World) -> None:
    world.ticket(subject="Le tunnel IPsec de Lille tombe", serial="")
    world.ticket(subject="Écran noir")

    assert open_for(world, world.jean, FORTIGATE.lower(), "Tunnels IPsec coupés") == [
        "Écran noir",
        "Le tunnel IPsec de Lille tombe",
    ]


def test_on_one_device_the_request_that_shares_most_words_comes_first(world: World) -> None:
    for subject in ("Le tunnel IPsec tombe", "Écran noir", "Tunnel lent", "Ventilateur"):
        world.ticket(subject=subject)

    assert open_for(world, world.jean, FORTIGATE, "Tunnel IPsec") == [
        "Le tunnel IPsec tombe",
        "Tunnel lent",
        "Ventilateur",
    ]


def test_one_word_in_common_is_an_accident(world: World) -> None:
    world.ticket(subject="Le tunnel IPsec de Lille tombe")

    assert open_for(world, world.jean, "", "Une imprimante dans un tunnel") == []


def test_what_is_refused_closed_or_out_of_sight_is_not_shown(world: World) -> None:
    world.ticket(serial=OLD_VERSION)
    closing.close(world.ticket(), actor=world.jean, at=TUESDAY)
    world.ticket(world.marc, serial="X465-PREM-0002", subject="Tunnel IPsec qui tombe")

    assert open_for(world, world.jean, FORTIGATE, "Le tunnel IPsec tombe") == []


def test_an_end_customer_is_not_shown_the_requests_of_its_reseller(world: World) -> None:
    world.ticket(world.jean)

    assert open_for(world, world.sophie, FORTIGATE, "Le tunnel IPsec tombe") == []


def test_three_at_most_of_each(world: World) -> None:
    for _each in range(4):
        world.ticket()
        note(world, "FortiGate 100F", title="Tunnel IPsec")
    found = matching.matches(world.jean, FORTIGATE, "Tunnel IPsec", "", TUESDAY)

    assert (len(found.tickets), len(found.notes)) == (3, 3)


@pytest.mark.parametrize(
    ("elapsed", "said"),
    [
        (timedelta(seconds=5), "vous, il y a 1 min"),
        (timedelta(minutes=59), "vous, il y a 59 min"),
        (timedelta(hours=2, minutes=50), "vous, il y a 2 h"),
        (timedelta(days=3), "vous, il y a 3 jours"),
    ],
)
def test_since_when_is_said_roughly(world: World, elapsed: timedelta, said: str) -> None:
    world.ticket()
    (line,) = matching.matches(world.jean, FORTIGATE, "", "", TUESDAY + elapsed).tickets

    assert said in line.who.replace("\u00a0", " ")


def test_it_costs_the_same_whatever_there_is(world: World) -> None:
    counts = []
    for _each in range(3):
        world.ticket()
        note(world, "FortiGate 100F", title="Tunnel IPsec")
        with CaptureQueriesContext(connection) as queries:
            matching.matches(world.jean, FORTIGATE, "Tunnel IPsec", "", TUESDAY)
        counts.append(len(queries))

    assert max(counts) <= 5


def test_without_a_script_the_page_shows_it_by_itself(world: World) -> None:
    note(world, "FortiGate 100F", title="Tunnel IPsec")
    found = matching.matches(world.jean, FORTIGATE, "Tunnel IPsec", "", TUESDAY)
    shown = render_to_string("portal/_matching.html", {"matching": found})

    assert 'id="matching-said">1 note technique</b>' in shown and "Tunnel IPsec" in shown

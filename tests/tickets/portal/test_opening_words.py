"""The guided texts of the opening form, kept whatever happens; its promises at the edges of working time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.tickets.portal.reading import filled, words
from tests.world import FORTIGATE, World
from tickets.drafting import drafts
from tickets.models import Ticket

As = Callable[[User], Client]
NEW = "/portail/incidents/nouveau/"
HTMX = {"HX-Request": "true", "HX-Target": "coverage"}
ASIDES = {"since": "Depuis lundi.", "changed": "Mise à jour.", "tried": "Redémarré."}
PARIS = ZoneInfo("Europe/Paris")


def test_the_texts_go_to_the_centre_as_one(world: World, as_: As) -> None:
    as_(world.jean).post(NEW, filled(world.jean, description="Le tunnel tombe. \U0001f6a8", **ASIDES))

    assert Ticket.objects.get().messages.get().body == (
        "Le tunnel tombe. \U0001f6a8\n\nDepuis quand\u00a0: Depuis lundi."
        "\n\nCe qui a changé avant\u00a0: Mise à jour.\n\nCe qui a été essayé\u00a0: Redémarré."
    )


def test_a_session_that_ends_keeps_every_text(world: World, client: Client) -> None:
    client.post(NEW, filled(world.jean, **ASIDES))
    client.force_login(world.jean)

    page = client.get(NEW).content.decode()

    assert [text for text in ASIDES.values() if f">{text}</textarea>" not in page] == []


def test_a_draft_brings_every_text_back(world: World, as_: As) -> None:
    drafts.save(world.jean, drafts.NEW_TICKET, {"description": "Le tunnel tombe.", **ASIDES}, world.at)

    page = as_(world.jean).get(NEW).content.decode()

    assert [text for text in ASIDES.values() if f">{text}</textarea>" not in page] == []


def test_a_draft_of_one_text_alone_comes_back(world: World, as_: As) -> None:
    drafts.save(world.jean, drafts.NEW_TICKET, {"description": "Le tunnel tombe."}, world.at)

    assert ">Le tunnel tombe.</textarea>" in as_(world.jean).get(NEW).content.decode()


def test_the_answer_to_a_serial_changes_the_examples_and_no_text(world: World, as_: As) -> None:
    typed = {"serial": FORTIGATE, "shown": "form", "description": "Déjà tapé.", **ASIDES}

    page = as_(world.jean).post("/portail/couverture/", typed, headers=HTMX).content.decode()

    assert 'id="description-help" hx-swap-oob="true">Tunnel' in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", "Panne\x00", "Le caractère nul n’est pas autorisé."),
        ("description", "Panne\x00", "Le caractère nul n’est pas autorisé."),
        ("description", "x" * 50_001, "la limite est de 50"),
        ("since", "x" * 5_001, "la limite est de 5"),
    ],
)
def test_a_text_that_cannot_be_sent_is_said_beside_it_and_the_others_stay(
    world: World, as_: As, field: str, value: str, sentence: str
) -> None:
    response = as_(world.jean).post(NEW, filled(world.jean, **{**ASIDES, field: value}))

    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{field}-error"' in page
    assert sentence in words(response)
    assert "Redémarré." in page
    assert not Ticket.objects.exists()


def test_a_nul_in_a_serial_is_read_past(world: World, as_: As) -> None:
    as_(world.jean).post(NEW, filled(world.jean, serial=f"{FORTIGATE}\x00"))

    assert Ticket.objects.get().serial == FORTIGATE


@pytest.mark.parametrize(
    ("now", "answers_before"),
    [
        # One minute of Tuesday is left.
        (
            datetime(2026, 10, 13, 17, 59, tzinfo=PARIS),
            ["mercredi 10h59", "mercredi 14h29", "jeudi 9h29", "jeudi 14h59"],
        ),
        # A Friday evening.
        (
            datetime(2026, 10, 16, 20, 0, tzinfo=PARIS),
            ["lundi 11h00", "lundi 14h30", "mardi 9h30", "mardi 15h00"],
        ),
        # The eve of Armistice Day, which is a Wednesday.
        (
            datetime(2026, 11, 10, 18, 30, tzinfo=PARIS),
            ["jeudi 11h00", "jeudi 14h30", "vendredi 9h30", "vendredi 15h00"],
        ),
    ],
)
def test_each_impact_says_its_promise_at_the_edges_of_working_time(  # CH-V.2
    world: World, as_: As, now: datetime, answers_before: list[str]
) -> None:
    typed = {"serial": FORTIGATE, "shown": "form"}

    with time_machine.travel(now, tick=False):
        page = words(as_(world.jean).post("/portail/couverture/", typed, headers=HTMX))

    assert re.findall(r"réponse avant (\w+ \d+h\d\d)", page) == answers_before


@pytest.mark.parametrize(
    ("serial", "card"), [("FG100F-PREM-00", None), ("SN-1", None), ("SN-INCONNU-9", "À vérifier")]
)
def test_a_serial_that_is_still_typed_has_no_verdict(
    world: World, as_: As, serial: str, card: str | None
) -> None:
    typed = {"serial": serial, "typing": "1", "shown": "form"}

    answer = as_(world.jean).post("/portail/couverture/", typed, headers=HTMX).context["answer"]

    assert (answer.card and answer.card.title) == card


def test_a_serial_is_judged_whole_as_soon_as_it_is_typed(world: World, as_: As) -> None:
    typed = {"serial": FORTIGATE, "typing": "1", "shown": "form"}

    assert "Couvert" in words(as_(world.jean).post("/portail/couverture/", typed, headers=HTMX))


def test_half_a_serial_is_judged_once_its_field_is_left(world: World, as_: As) -> None:
    typed = {"serial": FORTIGATE[:-2], "shown": "form"}

    assert "À vérifier" in words(as_(world.jean).post("/portail/couverture/", typed, headers=HTMX))

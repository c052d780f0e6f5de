"""NUL characters, which no text of PostgreSQL holds, reach no query: whatever page they are sent to answers."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.world import TUESDAY, World
from tickets.drafting import drafts
from tickets.drafting.reading import typed

OPENING = {
    "kind": "incident",
    "serial": "FG\x00",
    "subject": "a\x00b",
    "description": "c\x00d",
    "severity": "1",
}


def test_what_was_typed_is_trimmed_and_cut_and_holds_no_nul() -> None:
    assert typed({"q": "  a\x00bcd "}, "q", 3) == "abc"


@pytest.mark.parametrize("values", [{}, {"q": None}])
def test_a_field_that_did_not_come_is_empty(values: dict[str, None]) -> None:
    assert typed(values, "q", 3) == ""


def test_the_console_searches_without_the_nul(world: World, client: Client) -> None:
    client.force_login(world.claire)
    assert client.get("/console/contrats/", {"q": "a\x00b"}).context["words"] == "ab"
    assert client.get("/console/recherche/", {"q": "a\x00b"}).context["sought"].q == "ab"


def test_the_portal_searches_without_the_nul(world: World, client: Client) -> None:
    client.force_login(world.jean)
    assert client.get("/portail/produits/", {"q": "a\x00b"}).context["words"] == "ab"
    assert client.get("/portail/incidents/", {"q": "a\x00b"}).context["wanted"].q == "ab"


def test_the_coverage_of_a_serial_with_a_nul_is_answered(world: World, client: Client) -> None:
    client.force_login(world.jean)
    assert client.post("/portail/couverture/", OPENING).status_code == 200


def test_an_opening_form_with_a_nul_comes_back(world: World, client: Client) -> None:
    client.force_login(world.jean)
    sent = {**OPENING, "draft": "new-incident:\x00", "intent": "open"}
    assert client.post("/portail/incidents/nouveau/", sent).status_code == 422


def test_the_opening_form_is_shown_for_a_serial_with_a_nul(world: World, client: Client) -> None:
    client.force_login(world.jean)
    assert client.get("/portail/incidents/nouveau/", {"serial": "FG\x00"}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/saisie/brouillons/new-incident:a%00/", "/saisie/brouillons/new-incident:a%00/abandon/"]
)
def test_a_draft_whose_name_holds_a_nul_is_none_of_ours(world: World, client: Client, address: str) -> None:
    client.force_login(world.jean)
    assert client.post(address, {"subject": "Un"}).status_code == 404


@pytest.mark.parametrize(
    ("person", "address"),
    [("jean", "/portail/incidents/CST%00/"), ("claire", "/console/tickets/CST%00/")],
)
def test_a_ticket_number_with_a_nul_is_nobody_s(
    world: World, client: Client, person: str, address: str
) -> None:
    client.force_login(getattr(world, person))
    assert client.get(address).status_code == 404


def test_a_field_whose_name_holds_a_nul_does_not_stop_a_draft(world: World) -> None:
    drafts.save(world.jean, "new-incident", {"sub\x00ject": "Un"}, TUESDAY)
    assert drafts.load(world.jean, "new-incident", {"subject"}).fields == {"subject": "Un"}

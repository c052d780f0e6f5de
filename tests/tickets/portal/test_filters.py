"""What narrows the list of incidents, what is kept of it, and the files made of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.tickets.portal.reading import words
from tests.world import OUT_OF_CATALOGUE, STORMSHIELD, World
from tickets.actions import replying
from tickets.models import RemoteSession, SavedFilter, Status, Ticket
from tickets.portal import filters, latest
from tickets.portal.filters import Wanted

As = Callable[[User], Client]
LIST = "/portail/incidents/"


def _body(response: HttpResponseBase) -> bytes:
    return b"".join(response)


def _subjects(user: User, world: World, **asked: str) -> list[str]:
    rows = filters.chosen(Ticket.objects.visible_to(user), Wanted(voir="tous", **asked), user, world.at)
    return sorted(ticket.subject for ticket in rows)


@pytest.mark.parametrize(
    "asked",
    [
        {"etat": "open"},
        {"severite": "1"},
        {"client": "lilas"},
        {"produit": "prem-0001"},
        {"produit": "fortigate"},
        {"demandeur": "sophie"},
        {"canal": "web"},
        {"q": "tunnel"},
        {"depuis": "2026-10-13", "jusqu": "2026-10-13"},
        {"severite": "1", "client": "lilas", "q": "tunnel"},
    ],
)
def test_each_filter_keeps_what_it_names(world: World, asked: dict[str, str]) -> None:
    ticket = world.ticket(world.sophie, subject="Le tunnel tombe")
    world.ticket(
        serial=STORMSHIELD,
        channel="mail",
        severity=None,
        subject="Tout autre",
        received_at=world.at - timedelta(days=9),
    )
    Ticket.objects.filter(pk=ticket.pk).update(status="open")

    assert _subjects(world.jean, world, **asked) == ["Le tunnel tombe"]


def test_mine_are_those_that_i_asked(world: World) -> None:
    world.ticket(subject="De Jean")
    world.ticket(world.sophie, subject="De Sophie")

    assert _subjects(world.jean, world, miens="1") == ["De Jean"]


@pytest.mark.parametrize(
    "query", ["etat=zut", "severite=9", "depuis=hier", "jusqu=9999-12-31", "canal=x", "tri=x", "voir=x"]
)
def test_what_means_nothing_narrows_nothing(world: World, as_: As, query: str) -> None:
    world.ticket(subject="Toujours là")

    assert "Toujours là" in words(as_(world.jean).get(f"{LIST}?{query}"))


def test_each_chip_drops_its_filter_and_keeps_the_others() -> None:
    chips = filters.chips(Wanted(q="tunnel", severite="1"))

    assert [(chip.text, chip.query) for chip in chips] == [
        ("«\u00a0tunnel\u00a0»", "voir=tous&severite=1"),
        ("Sévérité 1", "voir=tous&q=tunnel"),
    ]


def test_a_number_comes_before_what_holds_its_figures(world: World, as_: As) -> None:
    world.ticket(subject="Le bon")
    world.ticket(subject="Voir le 1")

    page = words(as_(world.jean).get(LIST, {"q": "1"}))

    assert page.index("Le bon") < page.index("Voir le 1")


def test_the_next_deadline_comes_first_on_demand(world: World, as_: As) -> None:
    world.ticket(subject="Plus tard", severity=4)
    world.ticket(subject="Bientôt", severity=1)

    page = words(as_(world.jean).get(LIST, {"tri": "echeance"}))

    assert page.index("Bientôt") < page.index("Plus tard")


def test_own_and_resold_tickets_are_merged_by_their_last_change(world: World) -> None:
    first = world.ticket(world.sophie, received_at=world.at - timedelta(hours=3))
    second = world.ticket(received_at=world.at - timedelta(hours=2))
    third = world.ticket(world.sophie, received_at=world.at - timedelta(hours=1))

    found = latest.InOrder(Ticket.objects.visible_to(world.jean), world.jean)

    assert [*found[0:10]] == [third, second, first]
    assert [*found[1:2]] == [second]
    assert len(found) == 3


def test_counting_stops(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latest, "COUNTED", 2)
    for _ in range(4):
        world.ticket()

    found = latest.InOrder(Ticket.objects.visible_to(world.jean), world.jean)

    assert (len(found), found.is_more) == (2, True)


# --- Filters that are kept ------------------------------------------------------------------------------


def test_a_filter_is_kept_under_a_name_without_what_it_does_not_know(world: World, as_: As) -> None:
    client = as_(world.jean)

    client.post("/portail/filtres/", {"name": "Graves", "query": "severite=1&zut=2&page=7"})

    assert SavedFilter.objects.get().query == "severite=1"
    assert "Graves" in words(client.get(LIST))


def test_no_more_than_thirty_are_kept(world: World, as_: As) -> None:
    rows = [SavedFilter(owner=world.jean, name=f"n{each}", query="", saved_at=world.at) for each in range(30)]
    SavedFilter.objects.bulk_create(rows)

    page = as_(world.jean).post("/portail/filtres/", {"name": "De trop", "query": "severite=1"}, follow=True)

    assert "Vous avez déjà 30 filtres" in words(page)
    assert SavedFilter.objects.count() == 30


def test_a_filter_is_renamed_and_deleted_by_its_owner_alone(world: World, as_: As) -> None:
    row = SavedFilter.objects.create(owner=world.jean, name="Avant", query="severite=1", saved_at=world.at)

    assert as_(world.lea).post(f"/portail/filtres/{row.pk}/", {"name": "Volé"}).status_code == 404
    as_(world.jean).post(f"/portail/filtres/{row.pk}/", {"name": "Après"})
    row.refresh_from_db()
    assert row.name == "Après"
    as_(world.jean).post(f"/portail/filtres/{row.pk}/", {"delete": "1", "name": "Après"})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_filter_has_a_name_that_fits(world: World, as_: As, name: str) -> None:
    as_(world.jean).post("/portail/filtres/", {"name": name, "query": "severite=1"})

    assert not SavedFilter.objects.exists()


# --- Files ----------------------------------------------------------------------------------------------


def test_the_csv_holds_what_is_shown_with_its_instants(world: World, as_: As) -> None:
    world.ticket(subject="=cmd|'/C calc'!A0")
    world.ticket(subject="Tout autre", severity=4)

    raw = _body(as_(world.jean).get("/portail/incidents/liste.csv?severite=1")).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(raw), delimiter=";")

    (row,) = [dict(zip(header, each, strict=True)) for each in rows]
    assert row["Objet"] == "'=cmd|'/C calc'!A0"
    assert row["Reçu"] == "2026-10-13T11:07:00+02:00"


def test_the_workbook_holds_the_same(world: World, as_: As) -> None:
    world.ticket(subject="=1+1")

    raw = _body(as_(world.jean).get("/portail/incidents/liste.xlsx"))
    sheet = load_workbook(io.BytesIO(raw)).active

    assert sheet is not None
    assert [cell.value for cell in list(sheet.columns)[1]] == ["Objet", "'=1+1"]


def test_an_instant_of_the_workbook_is_a_date_on_the_clock_that_its_header_names(
    world: World, as_: As
) -> None:
    world.ticket()

    raw = _body(as_(world.jean).get("/portail/incidents/liste.xlsx"))

    sheet = load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    header, row = sheet.iter_rows()
    (received,) = [at for at, cell in enumerate(header) if cell.value == "Reçu (Europe/Paris)"]
    assert row[received].value == datetime(2026, 10, 13, 11, 7)  # noqa: DTZ001  # a workbook knows no zones


def test_what_was_not_opened_is_called_so_in_a_file(world: World, as_: As) -> None:
    assert world.ticket(serial=OUT_OF_CATALOGUE, channel="mail").status == Status.REFUSED

    raw = _body(as_(world.jean).get("/portail/incidents/liste.csv?voir=tous")).decode("utf-8-sig")

    header, row = csv.reader(io.StringIO(raw), delimiter=";")
    assert dict(zip(header, row, strict=True))["État"] == "non ouvert"


def test_a_sign_that_a_workbook_cannot_hold_spoils_none(world: World, as_: As) -> None:
    world.ticket(subject="Tunnel\ufffe\uffff\x01 coupé")

    raw = _body(as_(world.jean).get("/portail/incidents/liste.xlsx"))

    sheet = load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    assert sheet["B2"].value == "Tunnel coupé"


def test_a_deadline_that_nobody_was_told_is_in_no_file(world: World, as_: As) -> None:
    ticket = world.ticket(serial="")
    assert ticket.due_at is not None

    raw = _body(as_(world.jean).get("/portail/incidents/liste.csv")).decode("utf-8-sig")

    header, row = csv.reader(io.StringIO(raw), delimiter=";")
    assert dict(zip(header, row, strict=True))["À répondre avant"] == ""


def test_a_file_holds_nothing_of_others_nor_of_the_centre(world: World, as_: As) -> None:
    replying.note(world.ticket(), world.words(world.claire, "Client pénible."), at=world.at)

    mine = _body(as_(world.jean).get("/portail/incidents/liste.csv")).decode()
    other = _body(as_(world.marc).get("/portail/incidents/liste.csv")).decode()

    assert "pénible" not in mine
    assert "CST-2026" in mine
    assert "CST-2026" not in other


def test_more_rows_cost_no_more_queries(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(world.jean)
    for _ in range(8):
        world.ticket()

    with django_assert_max_num_queries(5):
        _body(client.get("/portail/incidents/liste.csv"))


# --- Home -----------------------------------------------------------------------------------------------


def _propose(world: World, ticket: Ticket) -> None:
    RemoteSession.objects.create(
        ticket=ticket,
        starts_at=world.at + timedelta(days=1),
        minutes=60,
        proposed_by=world.claire,
        proposed_by_centre=True,
        proposed_at=world.at,
    )


def test_a_session_that_the_centre_proposed_needs_its_requester(world: World, as_: As) -> None:
    _propose(world, world.ticket(subject="Le tunnel tombe"))

    page = as_(world.jean).get("/portail/")

    assert "Session à distance proposée" in words(page)
    assert "Session à distance proposée" not in words(as_(world.marc).get("/portail/"))


def test_an_ended_request_asks_for_an_opinion(world: World, as_: As) -> None:
    ticket = world.ticket(subject="Réglé depuis")
    replying.reply(ticket, world.words(world.claire), at=world.at)
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", waiting_since=world.at)

    assert "Votre avis sur une demande terminée" in words(as_(world.jean).get("/portail/"))

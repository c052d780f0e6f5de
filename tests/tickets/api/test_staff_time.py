"""PS work by program: estimates, what the payer decides, time spent and its rounding (CH-PS)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from api.models import ApiToken
from contracts import credit
from outbound_mail.models import OutgoingMail
from tests.tickets.api.centre import ask, events, tag, wrong
from tests.tickets.api.conftest import As
from tests.world import TUESDAY, World
from tickets.actions import estimating
from tickets.models import Estimate, Event, Ticket, TimeSpent

WORK = {"minutes": 40, "worked_on": "2026-10-13", "description": "VLAN créé, essayé avec vous."}
PROPOSAL = {"minutes": 120, "description": "Créer le VLAN."}


@pytest.fixture
def assistance(world: World) -> Ticket:
    return world.ticket(kind="assistance", serial="", severity=None)


@pytest.fixture
def approved(world: World, assistance: Ticket) -> Ticket:
    """Two hours approved by Jean."""
    estimate = estimating.propose(assistance, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)
    estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)
    return assistance


def read(client: Client, ticket: Ticket, what: str) -> Any:
    answer = client.get(f"/api/v1/tickets/{ticket.number}/{what}/")
    assert answer.status_code == 200, answer.content
    return answer.json()


# --- Estimates


def test_an_estimate_waits_for_who_pays(world: World, as_: As, assistance: Ticket) -> None:
    answer = ask(as_(world.claire), assistance, "estimates", PROPOSAL)

    found = answer.json()
    assert answer.status_code == 201
    assert (found["minutes"], found["payer"]["name"]) == (120, "Réseau Plus")
    assert (found["decision"]["code"], found["may_decide"]) == ("pending", False)
    assert read(as_(world.jean), assistance, "estimates")["results"] == [{**found, "may_decide": True}]
    assert OutgoingMail.objects.filter(to=world.jean.email, subject__contains=assistance.number).count() == 2


def test_one_estimate_waits_at_a_time(world: World, as_: As, assistance: Ticket) -> None:
    client = as_(world.claire)
    ask(client, assistance, "estimates", PROPOSAL)

    answer = ask(client, assistance, "estimates", PROPOSAL)

    assert answer.status_code == 409
    assert answer.json()["detail"] == "Une estimation attend déjà la décision du client."


def test_who_pays_is_of_the_ticket(world: World, as_: As, assistance: Ticket) -> None:
    other = world.organisation_of(world.marc).pk

    assert wrong(ask(as_(world.claire), assistance, "estimates", {**PROPOSAL, "payer": other})) == [
        ("payer", "invalid_choice")
    ]


def test_the_centre_says_who_pays_where_two_may(world: World, as_: As) -> None:
    ticket = world.ticket(world.sophie)
    own = world.organisation_of(world.sophie).pk

    found = ask(as_(world.claire), ticket, "estimates", {**PROPOSAL, "payer": own}).json()

    assert found["payer"] == {"id": own, "name": "Clinique des Lilas"}


def test_approving_sets_the_time_aside(world: World, as_: As, assistance: Ticket) -> None:
    row = estimating.propose(assistance, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)
    payer = world.organisation_of(world.jean)
    before = credit.balance(payer)

    answer = ask(as_(world.jean), assistance, f"estimates/{row.pk}/decision", {"decision": "approved"})

    assert (answer.status_code, answer.json()["decision"]["code"]) == (200, "approved")
    assert credit.balance(payer) == before - 120
    assert events(assistance)[-1] == Event.Kind.ESTIMATE_DECIDED


def test_too_little_credit_is_said_and_leaves_the_estimate(world: World, as_: As, assistance: Ticket) -> None:
    row = estimating.propose(assistance, 12_000, "Tout refaire.", actor=world.claire, at=TUESDAY)

    answer = ask(as_(world.jean), assistance, f"estimates/{row.pk}/decision", {"decision": "approved"})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert answer.json()["detail"]
    row.refresh_from_db()
    assert row.decision == Estimate.Decision.PENDING


@pytest.mark.parametrize(("who", "status"), [("claire", 403), ("marc", 404)])
def test_nobody_else_decides(world: World, as_: As, assistance: Ticket, who: str, status: int) -> None:
    row = estimating.propose(assistance, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)
    client = as_(getattr(world, who))

    answer = ask(client, assistance, f"estimates/{row.pk}/decision", {"decision": "approved"})

    assert answer.status_code == status
    row.refresh_from_db()
    assert row.decision == Estimate.Decision.PENDING


def test_an_estimate_of_another_ticket_is_not_found(world: World, as_: As, assistance: Ticket) -> None:
    row = estimating.propose(assistance, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)

    answer = ask(as_(world.jean), world.ticket(), f"estimates/{row.pk}/decision", {"decision": "approved"})

    assert answer.status_code == 404


def test_a_token_that_reads_decides_nothing(world: World, assistance: Ticket) -> None:
    row = estimating.propose(assistance, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)
    _row, token = ApiToken.objects.create(user=world.jean, name="x", scopes=["read"], created_by=world.jean)
    client = Client(headers={"Authorization": f"Bearer {token}"})

    answer = ask(client, assistance, f"estimates/{row.pk}/decision", {"decision": "declined"})

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert read(client, assistance, "estimates")["results"][0]["decision"]["code"] == "pending"


# --- Time


def test_time_is_rounded_and_says_what_it_took(world: World, as_: As, approved: Ticket) -> None:
    client = as_(world.claire)

    answer = ask(client, approved, "time", WORK)

    piece = answer.json()
    assert (answer.status_code, piece["minutes"], piece["billed_minutes"]) == (201, 40, 45)
    account = read(client, approved, "time")["account"]
    assert (account["approved"], account["spent"], account["left"]) == (120, 45, 75)
    assert account["pieces"] == [piece]


def test_nothing_is_counted_without_an_agreement(world: World, as_: As, assistance: Ticket) -> None:
    client = as_(world.claire)

    answer = ask(client, assistance, "time", WORK)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert answer.json()["detail"].startswith("Aucune estimation n’est approuvée")
    assert read(client, assistance, "time")["account"] is None


def test_the_same_key_takes_time_once(world: World, as_: As, approved: Ticket) -> None:
    client = as_(world.claire)

    first = ask(client, approved, "time", WORK, **{"Idempotency-Key": "t-1"})
    again = ask(client, approved, "time", WORK, **{"Idempotency-Key": "t-1"})

    assert (again.status_code, again.json()) == (201, first.json())
    assert TimeSpent.objects.count() == 1


def test_the_same_work_without_a_key_is_more_work(world: World, as_: As, approved: Ticket) -> None:
    client = as_(world.claire)

    ask(client, approved, "time", WORK)
    ask(client, approved, "time", WORK)

    assert TimeSpent.objects.count() == 2


def test_time_is_taken_from_what_was_seen(world: World, as_: As, approved: Ticket) -> None:
    client = as_(world.claire)
    seen = tag(client, approved)
    ask(client, approved, "time", WORK)

    answer = ask(client, approved, "time", WORK, **{"If-Match": seen})

    assert (answer.status_code, TimeSpent.objects.count()) == (412, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", 0),
        ("minutes", 1500),
        ("worked_on", "13/10/2026"),
        ("worked_on", "2026-10-13T10:00:00+02:00"),
        ("description", " "),
        ("description", "x" * 301),
        ("billed_minutes", 10),
        ("engineer", 1),
    ],
)
def test_a_piece_of_work_is_told_in_full(
    world: World, as_: As, approved: Ticket, field: str, value: Any
) -> None:
    answer = ask(as_(world.claire), approved, "time", {**WORK, field: value})

    assert [name for name, _code in wrong(answer)] == [field]
    assert not TimeSpent.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("jean", 403), ("lea", 403), ("marc", 404), ("ines", 404)])
def test_customers_neither_note_nor_read_time(
    world: World, as_: As, approved: Ticket, who: str, status: int
) -> None:
    client = as_(getattr(world, who))

    assert client.get(f"/api/v1/tickets/{approved.number}/time/").status_code == status
    assert ask(client, approved, "time", WORK).status_code == status
    assert ask(client, approved, "estimates", PROPOSAL).status_code == status

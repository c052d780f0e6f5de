"""PS work in the console: the hint before an agreement, the form that notes time, the account of it (CH-PS)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contracts import credit
from cst.demo import cast
from tests.tickets.console.reading import Answered, words
from tests.world import TUESDAY, World
from tickets.actions import closing, estimating
from tickets.drafting import submission
from tickets.models import Ticket, TimeSpent

As = Callable[[User], Client]


@pytest.fixture
def assistance(world: World) -> Ticket:
    return world.ticket(kind="assistance", serial="", severity=None)


@pytest.fixture
def approved(world: World, assistance: Ticket) -> Ticket:
    """Two hours approved."""
    estimate = estimating.propose(assistance, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)
    estimating.decide(estimate, approved=True, actor=world.jean, at=TUESDAY)
    return assistance


def form(person: User, **changes: str) -> dict[str, str]:
    """The form as `person` would send it from a page shown now."""
    return {
        "submission_key": submission.new(person).token,
        "intent": "time_spent",
        "hours": "0",
        "minutes": "40",
        "worked_on": "2026-10-13",
        "description": "VLAN créé, essayé avec vous.",
        **changes,
    }


def note(client: Client, ticket: Ticket, sent: dict[str, str]) -> Answered:
    return client.post(reverse("console:time_spent", args=[ticket.number]), sent)


def page(client: Client, ticket: Ticket) -> Answered:
    return client.get(reverse("console:ticket", args=[ticket.number]))


def offered(response: Answered) -> set[str]:
    return {panel.form.intent for panel in response.context["panels"]}


def panel(response: Answered, intent: str) -> Any:
    return next(each.form for each in response.context["panels"] if each.form.intent == intent)


def test_before_an_agreement_the_page_says_that_nothing_begins(
    world: World, as_: As, assistance: Ticket
) -> None:
    response = page(as_(world.claire), assistance)

    assert "Aucune estimation approuvée" in words(response)
    assert "Rien ne commence avant l’accord du client : proposez une estimation." in words(response)
    assert "time_spent" not in offered(response)


def test_while_an_estimate_waits_the_page_says_so(world: World, as_: As, assistance: Ticket) -> None:
    estimating.propose(assistance, 120, "Créer le VLAN.", actor=world.claire, at=TUESDAY)

    assert "L’estimation attend l’accord du client : rien ne commence avant." in words(
        page(as_(world.claire), assistance)
    )


def test_an_incident_says_nothing_of_it(world: World, as_: As) -> None:
    response = page(as_(world.claire), world.ticket())

    assert "Aucune estimation approuvée" not in words(response)
    assert "Temps PS" not in words(response)


def test_once_approved_the_form_says_what_is_left_and_how_it_counts(
    world: World, as_: As, approved: Ticket
) -> None:
    response = page(as_(world.claire), approved)

    assert "Aucune estimation approuvée" not in words(response)
    assert (
        "Il reste 2h sur l’estimation approuvée. Le temps est décompté par tranches de 0h15 commencées."
        in words(response)
    )
    assert str(panel(response, "time_spent")["worked_on"].value()) == "2026-10-13"


def test_noted_time_is_counted_and_listed(world: World, as_: As, approved: Ticket) -> None:
    client = as_(world.claire)
    note(client, approved, form(world.claire))
    response = page(client, approved)
    said, work = words(response), response.context["work"]

    assert "Temps noté : 0h40, décompté : 0h45." in said
    assert (work.approved, work.spent, work.left, work.given_back) == (120, 45, 75, 0)
    assert "0h45, mardi 13 octobre, Claire Martin (travail de 0h40) VLAN créé, essayé avec vous." in said


def test_beyond_the_approved_time_what_was_typed_comes_back(world: World, as_: As, approved: Ticket) -> None:
    response = note(as_(world.claire), approved, form(world.claire, hours="2", minutes="10"))
    back = next(each.form for each in response.context["panels"] if each.open)

    assert response.status_code == 422
    assert "proposez une estimation complémentaire de 0h15 au moins" in words(response)
    assert [back[name].value() for name in ("hours", "minutes", "description")] == [
        "2",
        "10",
        "VLAN créé, essayé avec vous.",
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"minutes": "0"}, "Un travail dure une minute au moins."),
        ({"worked_on": ""}, "Indiquez le jour du travail."),
        ({"worked_on": "2026-10-14"}, "est à venir"),
        ({"description": ""}, "Dites au client ce qui a été fait."),
        ({"description": "x" * 301}, "300"),
        ({"minutes": "75"}, "59"),
    ],
)
def test_a_wrong_entry_is_explained(
    world: World, as_: As, approved: Ticket, wrong: dict[str, str], sentence: str
) -> None:
    response = note(as_(world.claire), approved, form(world.claire, **wrong))

    assert response.status_code == 422
    assert sentence in words(response)
    assert not TimeSpent.objects.exists()


def test_a_second_click_counts_nothing_more(world: World, as_: As, approved: Ticket) -> None:
    client, sent = as_(world.claire), form(world.claire)
    for _ in range(2):
        assert note(client, approved, sent).status_code == 302

    assert TimeSpent.objects.count() == 1


def test_other_work_from_a_form_sent_already_is_asked_about(world: World, as_: As, approved: Ticket) -> None:
    client, sent = as_(world.claire), form(world.claire)
    note(client, approved, sent)
    response = note(client, approved, {**sent, "description": "Et les règles."})

    assert response.status_code == 422
    assert "a déjà noté 0h40 du 13/10/2026 ; envoyez-le de nouveau" in words(response)
    assert TimeSpent.objects.count() == 1


def test_an_entry_typed_into_an_ended_session_is_there_after_login(
    world: World, client: Client, approved: Ticket
) -> None:
    away = note(client, approved, form(world.claire, description="Longue description."))
    client.post(away["Location"], {"login": world.claire.email, "password": cast.PASSWORD})

    assert panel(page(client, approved), "time_spent")["description"].value() == "Longue description."


def test_when_all_is_spent_a_complementary_estimate_is_asked_for(
    world: World, as_: As, approved: Ticket
) -> None:
    client = as_(world.claire)
    note(client, approved, form(world.claire, hours="2", minutes="0"))
    response = page(client, approved)

    assert "Temps approuvé épuisé. Proposez une estimation complémentaire" in words(response)
    assert "time_spent" not in offered(response)


def test_after_a_reopening_another_estimate_is_asked_for(world: World, as_: As, approved: Ticket) -> None:
    closing.close(approved, actor=world.claire, at=TUESDAY)
    closing.reopen(approved, actor=world.claire, at=TUESDAY)
    response = page(as_(world.claire), approved)

    assert "Ce qui restait a été rendu à la fin du ticket : proposez une nouvelle estimation." in words(
        response
    )
    assert response.context["work"].given_back == 120


def test_closing_warns_of_what_goes_back(world: World, as_: As, approved: Ticket) -> None:
    assert "Le temps approuvé qui reste, 2h, est rendu." in words(page(as_(world.claire), approved))


def test_the_number_of_entries_costs_no_query(world: World, as_: As, approved: Ticket) -> None:
    client = as_(world.claire)
    note(client, approved, form(world.claire, minutes="15"))
    page(client, approved)  # the message of the note is read
    with CaptureQueriesContext(connection) as one:
        page(client, approved)
    for _ in range(5):
        note(client, approved, form(world.claire, minutes="15"))
    page(client, approved)
    with CaptureQueriesContext(connection) as many:
        page(client, approved)

    assert len(many) == len(one)


# --- Who pays -----------------------------------------------------------------------------------------------


def estimate_form(**changes: str) -> dict[str, str]:
    return {"hours": "1", "minutes": "0", "description": "Revue des règles.", **changes}


def test_a_single_payer_is_no_choice(world: World, as_: As) -> None:
    assert "payer" not in panel(page(as_(world.claire), world.ticket()), "estimate").fields


def test_the_payer_with_credit_is_proposed(world: World, as_: As) -> None:  # CH-IV.2
    field = panel(page(as_(world.claire), world.ticket(world.sophie)), "estimate")["payer"]

    assert [label for _value, label in field.field.choices] == [
        f"{world.organisation_of(world.sophie)}, sans crédit",
        "Réseau Plus, reste 6h30",
    ]
    assert field.value() == str(world.organisation_of(world.jean).pk)


def test_the_chosen_payer_gets_the_estimate(world: World, as_: As) -> None:
    ticket, client = world.ticket(world.sophie), as_(world.claire)
    reseller = world.organisation_of(world.jean)
    client.post(reverse("console:estimates", args=[ticket.number]), estimate_form(payer=str(reseller.pk)))
    said = words(page(client, ticket))

    assert ticket.estimates.get().payer == reseller
    assert "Estimation de 1h envoyée à Réseau Plus." in said
    assert "à approuver, payeur Réseau Plus" in said


def test_a_payer_that_is_not_on_the_list_is_refused(world: World, as_: As) -> None:
    ticket = world.ticket(world.sophie)
    stranger = str(world.organisation_of(world.marc).pk)
    response = as_(world.claire).post(
        reverse("console:estimates", args=[ticket.number]), estimate_form(payer=stranger)
    )

    assert response.status_code == 422
    assert "Choisissez le demandeur ou son revendeur." in words(response)
    assert credit.balance(world.organisation_of(world.marc)) == 0 and not ticket.estimates.exists()

"""The PS time credits in the console (CH-PS): found and read by all of the centre, written by sales and leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from contracts import credit
from contracts.models import CreditEntry
from tests.tickets.console.reading import Answered, words
from tests.world import TUESDAY, World
from tickets.drafting import submission

As = Callable[[User], Client]
LIST = "/console/credits/"


def ledger(world: World, name: str = "credit") -> str:
    return reverse(f"console:{name}", args=[world.organisation_of(world.jean).pk])


def purchase(client: Client, world: World, **changes: Any) -> Answered:
    """The purchase form as the page of the ledger holds it, filled in."""
    page = client.get(ledger(world))
    form = {
        "submission_key": page.context["token"],
        "intent": "purchase",
        "after": page.context["forms"]["purchase"]["after"].value(),
        "minutes": "300",
        "order": "EX-PS-0044",
        **changes,
    }
    return client.post(ledger(world, "credit_purchases"), form)


def correction(client: Client, world: World, **changes: Any) -> Answered:
    page = client.get(ledger(world))
    form = {
        "submission_key": page.context["token"],
        "intent": "correction",
        "after": page.context["forms"]["correction"]["after"].value(),
        "duration": "-0h30",
        "reason": "Saisi deux fois.",
        **changes,
    }
    return client.post(ledger(world, "credit_corrections"), form)


def last() -> CreditEntry:
    return CreditEntry.objects.latest("pk")


# --- Finding -------------------------------------------------------------------------------------------


def test_the_list_says_what_is_left_to_whom(world: World, as_: As) -> None:
    page = words(as_(world.ines).get(LIST))

    assert "Réseau Plus revendeur 6h30 sur 10h" in page
    assert "Alpes Sécurité" not in page


@pytest.mark.parametrize("sought", ["alpes", "securite", "C-0815"])
def test_a_customer_who_never_bought_is_found_by_name_or_code(world: World, as_: As, sought: str) -> None:
    Organisation.objects.filter(name="Alpes Sécurité").update(erp_code="C-0815")

    page = words(as_(world.ines).get(LIST, {"q": sought}))
    assert "Alpes Sécurité revendeur · C-0815 aucun achat" in page


def test_nothing_found_is_said(world: World, as_: As) -> None:
    assert "Rien ne répond à « zzz »" in words(as_(world.ines).get(LIST, {"q": "zzz"}))


def test_the_centre_itself_has_no_ledger(world: World, as_: As) -> None:
    centre = world.organisation_of(world.ines)

    assert "aucun achat" not in words(as_(world.ines).get(LIST, {"q": centre.name}))
    assert as_(world.ines).get(reverse("console:credit", args=[centre.pk])).status_code == 404


def test_little_left_is_said_in_words(world: World, as_: As) -> None:
    credit.debit(world.organisation_of(world.jean), 300, by=world.claire, at=TUESDAY, reference="CST")

    assert "un cinquième ou moins" in words(as_(world.ines).get(LIST))


def test_more_customers_take_no_more_queries(world: World, as_: As) -> None:
    client = as_(world.ines)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for place in range(30):
        buyer = Organisation.objects.create(name=f"Client {place:02}", kind=Organisation.Kind.RESELLER)
        credit.buy(buyer, 60, by=world.ines, at=TUESDAY, reference="EX")
    with CaptureQueriesContext(connection) as many:
        response = client.get(LIST)

    assert len(many) == len(few)
    assert len(response.context["lines"]) == 25


# --- Reading -------------------------------------------------------------------------------------------


def test_engineers_read_a_ledger_and_write_nothing(world: World, as_: As) -> None:
    page = as_(world.claire).get(ledger(world))

    assert "6h30 disponibles sur 10h" in words(page)
    assert "Enregistrer un achat" not in words(page)


def test_work_on_a_ticket_leads_to_it(world: World, as_: As) -> None:
    ticket = world.ticket()
    credit.debit(
        world.organisation_of(world.jean), 30, by=world.claire, at=TUESDAY, reference=f"{ticket.number} VPN"
    )

    page = as_(world.claire).get(ledger(world)).content.decode()
    assert f'href="/console/tickets/{ticket.number}/"' in page


@pytest.mark.parametrize("file", ["credit_csv", "credit_pdf"])
def test_a_customer_who_never_bought_has_no_file(world: World, as_: As, file: str) -> None:
    address = reverse(f"console:{file}", args=[world.organisation_of(world.marc).pk])

    assert as_(world.ines).get(address).status_code == 404


# --- Purchases -----------------------------------------------------------------------------------------


def test_a_purchase_is_credited_and_said(world: World, as_: As) -> None:
    response = purchase(as_(world.ines), world)

    assert response.status_code == 302
    assert "+5h : enregistré pour Réseau Plus." in words(as_(world.ines).get(ledger(world)))
    assert (last().kind, last().minutes, last().reference, last().by) == (
        "purchase",
        300,
        "EX-PS-0044",
        world.ines,
    )


def test_a_first_purchase_opens_the_ledger(world: World, as_: As) -> None:
    client, buyer = as_(world.hugo), world.organisation_of(world.marc)
    page = client.get(reverse("console:credit", args=[buyer.pk]))
    assert "n’a acheté aucun crédit-temps" in words(page)
    client.post(
        reverse("console:credit_purchases", args=[buyer.pk]),
        {"minutes": "1200", "order": "EX-PS-1", "after": 0},
    )

    assert credit.balance(buyer) == 1200


@pytest.mark.parametrize("minutes", ["180", "", "beaucoup", "-300"])
def test_a_pack_that_is_not_sold_is_refused_with_the_reason_and_nothing_typed_is_lost(
    world: World, as_: As, minutes: str
) -> None:
    response = purchase(as_(world.ines), world, minutes=minutes)

    assert response.status_code == 422
    assert "Un crédit-temps s’achète par 1, 5, 10 ou 20 heures." in words(response)
    assert 'value="EX-PS-0044"' in response.content.decode()
    assert credit.balance(world.organisation_of(world.jean)) == 390


def test_a_purchase_without_its_order_is_refused(world: World, as_: As) -> None:
    response = purchase(as_(world.ines), world, order="  ")

    assert response.status_code == 422
    assert "une commande ne se crédite qu’une fois" in words(response)
    assert response.context["forms"]["purchase"]["minutes"].value() == "300"


def test_a_form_sent_twice_is_credited_once(world: World, as_: As) -> None:
    client = as_(world.ines)
    first = purchase(client, world, after=0)
    second = purchase(client, world, after=0)

    assert (first.status_code, second.status_code) == (302, 302)
    assert "c’était déjà enregistré" in words(client.get(ledger(world)))
    assert credit.balance(world.organisation_of(world.jean)) == 690


@pytest.mark.parametrize("changes", [{}, {"minutes": "600"}, {"order": "ex-ps-0044"}])
def test_an_order_that_was_credited_before_is_refused_and_says_by_whom(
    world: World, as_: As, changes: dict[str, str]
) -> None:
    purchase(as_(world.ines), world)

    response = purchase(as_(world.hugo), world, **changes)
    assert response.status_code == 422
    assert "EX-PS-0044 est déjà enregistrée : 5h le 13/10/2026, par Inès Faure." in words(response)


def test_a_purchase_asked_without_a_form_shows_the_ledger(world: World, as_: As) -> None:
    response = as_(world.ines).get(ledger(world, "credit_purchases"), {"page": "2"})

    assert response["Location"] == f"{ledger(world)}?page=2"


# --- Corrections ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "left"), [("-0h30", 360), ("1h30", 480), ("− 45 min", 345), ("-6h30", 0)])
def test_a_correction_is_typed_as_people_write_a_duration(
    world: World, as_: As, typed: str, left: int
) -> None:
    response = correction(as_(world.ines), world, duration=typed)

    assert response.status_code == 302
    assert credit.balance(world.organisation_of(world.jean)) == left


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"duration": "un peu"}, "Écrivez une durée comme 1h30"),
        ({"duration": "0h"}, "ne change rien"),
        ({"duration": "-6h31"}, "Il reste 6h30 de crédit-temps : il en faut 6h31."),
        ({"reason": ""}, "Une correction demande une raison."),
        ({"reason": "x" * 121}, "Rien n’a été coupé"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    world: World, as_: As, changes: dict[str, str], sentence: str
) -> None:
    response = correction(as_(world.ines), world, **changes)

    assert response.status_code == 422
    assert sentence in words(response)
    form = response.context["forms"]["correction"]
    assert form["duration"].value() == changes.get("duration", "-0h30")
    assert form["reason"].value() == changes.get("reason", "Saisi deux fois.")
    assert credit.balance(world.organisation_of(world.jean)) == 390


def test_a_correction_sent_twice_counts_once_and_one_more_from_a_new_page_counts(
    world: World, as_: As
) -> None:
    client = as_(world.ines)
    after = CreditEntry.objects.latest("pk").pk
    correction(client, world, after=after)
    correction(client, world, after=after)
    assert credit.balance(world.organisation_of(world.jean)) == 360
    correction(client, world)

    assert credit.balance(world.organisation_of(world.jean)) == 330


def test_what_was_typed_when_the_session_ended_is_there_after_login(world: World, as_: As) -> None:
    token = submission.new(world.ines).token
    form = {
        "submission_key": token,
        "intent": "correction",
        "duration": "-0h30",
        "reason": "Saisi deux fois.",
    }
    anonymous = Client()
    sent = anonymous.post(ledger(world, "credit_corrections"), form)
    assert sent["Location"].startswith("/accounts/login/")
    anonymous.force_login(world.ines)

    page = anonymous.get(ledger(world))
    assert page.context["forms"]["correction"]["reason"].value() == "Saisi deux fois."
    assert page.context["forms"]["purchase"]["order"].value() is None

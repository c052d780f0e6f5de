"""The contracts: what sales and engineers find, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contracts.models import Contract, ContractLine, Device, SupportLevel
from cst.demo import cast
from tests.tickets.console.reading import words
from tests.world import TUESDAY, World
from tickets.console import contract_list

As = Callable[[User], Client]


def numbers(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("console:contracts"), query)
    return [line.contract.number for line in response.context["lines"]]


def contract(number: str, ends_in_days: int, starts_in_days: int = -300) -> Contract:
    today = TUESDAY.date()
    return Contract.objects.create(
        number=number,
        level=SupportLevel.objects.get(code="premium"),
        reseller=cast.organisation(cast.RESEAU_PLUS),
        starts_on=today + timedelta(days=starts_in_days),
        ends_on=today + timedelta(days=ends_in_days),
    )


def test_a_line_says_what_for_whom_until_when_and_on_what(world: World, as_: As) -> None:
    page = words(as_(world.ines).get(reverse("console:contracts")))

    for expected in ("EX-2024-0117", "Réseau Plus", "pour Clinique des Lilas", "Premium", "FG100F-PREM-0001"):
        assert expected in page


def test_the_next_to_end_comes_first_and_the_ended_last(world: World, as_: As) -> None:
    contract("EX-SOON", 10)
    found = numbers(as_(world.ines))

    assert found[0] == "EX-SOON"
    assert found[-1] == "EX-2022-0088"


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ("ex-2025-0342", ["EX-2025-0342"]),
        ("menuiserie", ["EX-2025-0342"]),
        ("sn310-std", ["EX-2025-0342"]),
        ("x465", ["EX-2025-0410"]),
        ("alpes", ["EX-2025-0410", "EX-2022-0088"]),
        ("rien de tel", []),
    ],
)
def test_search_by_number_customer_serial_or_product(
    world: World, as_: As, sought: str, expected: list[str]
) -> None:
    assert numbers(as_(world.ines), q=sought) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [
        (-300, 200, "en cours"),
        (-300, 60, "finit dans 60 jours"),
        (-300, 0, "finit aujourd’hui"),
        (-300, -1, "terminé"),
        (1, 200, "à venir"),
    ],
)
def test_the_state_counts_both_ends(  # CH-0
    world: World, starts: int, ends: int, state: str
) -> None:
    row = contract("EX-STATE", ends, starts)

    [line] = contract_list.lines([row], world.ines, date(2026, 10, 13))

    assert line.state.text.replace("\u00a0", " ") == state


def test_a_contract_of_many_devices_shows_three_and_counts_the_rest(world: World, as_: As) -> None:
    row = contract("EX-MANY", 100)
    product = Device.objects.select_related("product").first()
    assert product is not None
    for place in range(5):
        device = Device.objects.create(serial=f"MANY-{place}", product=product.product)
        ContractLine.objects.create(contract=row, device=device)
    page = words(as_(world.ines).get(reverse("console:contracts"), {"q": "EX-MANY"}))

    assert "MANY-2" in page and "MANY-3" not in page
    assert "et 2 autres" in page


def test_more_contracts_take_no_more_queries(world: World, as_: As) -> None:
    client = as_(world.ines)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("console:contracts"))
        return len(queries)

    first = cost()
    for place in range(10):
        contract(f"EX-{place}", place)

    assert cost() == first


def test_a_page_holds_twenty_five(world: World, as_: As) -> None:
    for place in range(30):
        contract(f"EX-{place:02}", place)

    assert len(numbers(as_(world.ines))) == 25

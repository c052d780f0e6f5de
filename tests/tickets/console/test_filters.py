"""What narrows the console's list: filters that combine, said in chips, in the address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.models import Vendor
from tests.tickets.console.reading import words
from tests.world import STORMSHIELD, SWITCH, TUESDAY, World
from tickets.actions import assigning
from tickets.console.filters import Wanted

As = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def various(world: World) -> World:
    """Tickets that differ in all that a filter looks at."""
    taken = world.ticket(subject="pris", severity=1)
    assigning.assign(taken, world.claire, actor=world.hugo, at=TUESDAY)
    world.ticket(world.marc, subject="commutateur", serial=SWITCH, severity=3, received_at=TUESDAY - DAY)
    world.ticket(subject="pare-feu", channel="mail", serial=STORMSHIELD, severity=1)
    return world


def subjects(client: Client, **asked: str) -> set[str]:
    response = client.get(reverse("console:queue"), {"vue": "tous", **asked})
    return {line.ticket.subject for line in response.context["lines"]}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"severite": "1"}, {"pris", "pare-feu"}),
        ({"canal": "mail"}, {"pare-feu"}),
        ({"niveau": "premium"}, {"pris", "commutateur"}),
        ({"produit": "x465"}, {"commutateur"}),
        ({"organisation": "reseau plus"}, {"pris", "pare-feu"}),
        ({"organisation": "clinique"}, {"pris"}),
        ({"affecte": "moi"}, {"pris"}),
        ({"affecte": "personne"}, {"commutateur", "pare-feu"}),
        ({"nature": "assistance"}, set()),
        ({"etat": "new"}, {"pris", "commutateur", "pare-feu"}),
        ({"depuis": "2026-10-13"}, {"pris", "pare-feu"}),
        ({"jusqu": "2026-10-12"}, {"commutateur"}),
        ({"q": "pare"}, {"pare-feu"}),
        ({"severite": "1", "affecte": "personne"}, {"pare-feu"}),
        ({"severite": "1", "affecte": "personne", "niveau": "premium"}, set()),
        (
            {"severite": "9", "depuis": "hier", "affecte": "x", "tri": "prix"},
            {"pris", "commutateur", "pare-feu"},
        ),
    ],
)
def test_what_each_filter_leaves(various: World, as_: As, asked: dict[str, str], expected: set[str]) -> None:
    assert subjects(as_(various.claire), **asked) == expected


def test_a_vendor_is_chosen_by_its_name(various: World, as_: As) -> None:
    vendor = Vendor.objects.get(name="Stormshield")

    assert subjects(as_(various.claire), constructeur=str(vendor.pk)) == {"pare-feu"}


def test_a_filter_narrows_the_view_one_looks_at(various: World, as_: As) -> None:
    assert subjects(as_(various.claire), vue="non-affectes", severite="1") == {"pare-feu"}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("anciens", ["commutateur", "pris", "pare-feu"]),
        ("recus", ["pare-feu", "pris", "commutateur"]),
        ("echeance", ["commutateur", "pris"]),  # a promise runs on those alone (CH-V.1)
    ],
)
def test_the_order_that_one_chooses(various: World, as_: As, order: str, expected: list[str]) -> None:
    response = as_(various.claire).get(reverse("console:queue"), {"vue": "tous", "tri": order})

    assert [line.ticket.subject for line in response.context["lines"]] == expected


def test_each_filter_is_a_chip_whose_link_drops_it_alone(various: World, as_: As) -> None:
    asked = {"vue": "non-affectes", "severite": "1", "canal": "mail"}
    response = as_(various.claire).get(reverse("console:queue"), asked)

    chips = {chip.text: chip.query for chip in response.context["chips"]}
    assert chips == {
        "Sévérité 1": "vue=non-affectes&canal=mail",
        "Reçus par\u00a0: mail": "vue=non-affectes&severite=1",
    }


def test_a_list_that_filters_leave_empty_says_what_to_do(various: World, as_: As) -> None:
    response = as_(various.claire).get(reverse("console:queue"), {"severite": "4"})

    assert "Retirez un des filtres" in words(response)


def test_the_address_says_the_same_as_what_was_read() -> None:
    query = "vue=standard&q=tunnel&severite=2&tri=recus"

    assert Wanted.read(QueryDict(query)).query == query

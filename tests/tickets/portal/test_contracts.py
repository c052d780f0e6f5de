"""The contracts in the portal: which, in what order, what a page says, asking for a renewal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Organisation, User
from contracts.models import Contract, ContractLine, Device, Product, RenewalRequest, SupportLevel
from cst.demo import cast
from tests.tickets.portal.reading import Page, words
from tests.world import TUESDAY, World

As = Callable[[User], Client]
TODAY = TUESDAY.date()
LIST = "/portail/contrats/"


def contract(number: str, ends_in: int, devices: int = 0, **changes: object) -> Contract:
    """A Premium contract of Réseau Plus for itself, in force, that ends in so many days."""
    row = Contract.objects.create(
        **{
            "number": number,
            "level": SupportLevel.objects.get(code="premium"),
            "reseller": Organisation.objects.get(name=cast.RESEAU_PLUS),
            "starts_on": TODAY - timedelta(days=1000),
            "ends_on": TODAY + timedelta(days=ends_in),
            "sales_contact": cast.person("ines.faure@exer.example"),
            **changes,
        }
    )
    for place in range(devices):
        cover(row, f"{number}-{place:02}")
    return row


def cover(row: Contract, serial: str, **days: date) -> ContractLine:
    device = Device.objects.create(serial=serial, product=Product.objects.all()[0])
    return ContractLine.objects.create(contract=row, device=device, **days)


def numbers(client: Client, **query: str) -> list[str]:
    return [card.line.contract.number for card in client.get(LIST, query).context["cards"]]


def page_of(number: str) -> str:
    return reverse("portal:contract", args=[number])


def ask(client: Client, number: str) -> Page:
    return client.post(reverse("portal:renewal", args=[number]), follow=True)


# --- The list ------------------------------------------------------------------------------------------


def test_a_reseller_sees_all_it_bought_next_to_end_first_ended_last(world: World, as_: As) -> None:
    for number, days in (("EX-SOON", 3), ("EX-OVER", -10), ("EX-LONG-OVER", -900)):
        contract(number, days)

    found = numbers(as_(world.lea))
    assert found[0] == "EX-SOON"
    assert found[-2:] == ["EX-OVER", "EX-LONG-OVER"]
    assert {"EX-2024-0117", "EX-2025-0342", "EX-2025-0207"} < set(found)


def test_nobody_sees_what_others_bought(world: World, as_: As) -> None:
    assert numbers(as_(world.marc)) == ["EX-2025-0410", "EX-2022-0088"]


def test_an_end_customer_sees_its_own(world: World, as_: As) -> None:  # CH-II.2
    assert numbers(as_(world.sophie)) == ["EX-2024-0117", "EX-2024-0118"]


def test_a_card_says_what_for_whom_until_when_and_how_to_reach_us(world: World, as_: As) -> None:
    contract("EX-CARD", 12, devices=5, end_customer=Organisation.objects.get(name=cast.CLINIQUE))

    page = words(as_(world.jean).get(LIST, {"q": "EX-CARD"}))

    for expected in (
        "Premium · Clinique des Lilas",
        "finit dans 12 jours",
        "au 25/10/2026",
        "EX-CARD-02",
        "et 2 autres",
        "portail, mail, téléphone",
        "2h à 12h ouvrées selon l’impact",
        "Inès Faure",
        "Demander le renouvellement",
    ):
        assert expected in page
    assert "EX-CARD-03" not in page


def test_an_end_customer_reads_its_reseller_where_a_reseller_reads_its_salesperson(
    world: World, as_: As
) -> None:
    page = words(as_(world.sophie).get(LIST))

    assert "Revendeur Réseau Plus" in page
    assert "Inès Faure" not in page


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ("ex-2025-0342", ["EX-2025-0342"]),
        ("MENUISERIE", ["EX-2025-0342"]),
        ("sn310-std", ["EX-2025-0342"]),
        ("fortigate 60", ["EX-2024-0118"]),
        ("x465", []),
    ],
)
def test_search_by_number_customer_serial_or_product(
    world: World, as_: As, sought: str, expected: list[str]
) -> None:
    assert numbers(as_(world.jean), q=sought) == expected


def test_accents_and_case_do_not_matter(world: World, as_: As) -> None:
    assert numbers(as_(world.marc), q="lycee") == ["EX-2022-0088"]


def test_a_search_without_result_says_so_and_leads_back(world: World, as_: As) -> None:
    page = words(as_(world.jean).get(LIST, {"q": "rien de tel"}))

    assert "Aucun contrat ne correspond à « rien de tel »" in page
    assert "Voir tous les contrats" in page


def test_without_any_contract_the_page_says_what_to_do(world: World, as_: As) -> None:
    Contract.objects.filter(number="EX-2022-0088").update(end_customer=None)

    assert "Aucun contrat n’est rattaché" in words(as_(world.anne).get(LIST))


def test_a_page_holds_fifteen(world: World, as_: As) -> None:
    for place in range(30):
        contract(f"EX-{place:02}", place)

    client = as_(world.jean)
    assert len(numbers(client)) == 15
    assert len(numbers(client, page="2")) == 15


@pytest.mark.parametrize("address", [LIST, "/portail/contrats/EX-2024-0117/"])
def test_more_contracts_and_devices_take_no_more_queries(
    world: World, as_: As, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def more(place: int) -> None:
        """A contract of many devices, running or ended, whose renewal was asked for; a device for the one shown."""
        row = contract(f"EX-{place}", place - 3, devices=6)
        RenewalRequest.objects.create(
            contract=row, ends_on=row.ends_on, requested_by=world.lea, requested_at=TUESDAY
        )
        cover(Contract.objects.get(number="EX-2024-0117"), f"MORE-{place}")

    client = as_(world.jean)
    more(0)
    client.get(address)
    with django_assert_max_num_queries(40) as first:
        client.get(address)
    for place in range(1, 7):
        more(place)

    with django_assert_max_num_queries(len(first)):
        client.get(address)


# --- One contract --------------------------------------------------------------------------------------


def test_a_contract_shows_all_its_devices_by_page(world: World, as_: As) -> None:
    contract("EX-MANY", 100, devices=30)
    client = as_(world.jean)

    first, second = (words(client.get(page_of("EX-MANY"), {"page": page})) for page in ("1", "2"))
    assert "EX-MANY-00" in first and "EX-MANY-14" in first and "EX-MANY-15" not in first
    assert "EX-MANY-29" in second


def test_a_device_says_the_days_that_it_does_not_share_with_its_contract(world: World, as_: As) -> None:
    row = contract("EX-DAYS", 100)
    cover(row, "A-WHOLE")
    cover(row, "B-LATER", covered_from=TODAY - timedelta(days=3))
    cover(row, "C-OUT", withdrawn_on=TODAY)
    cover(row, "D-SOON-OUT", withdrawn_on=TODAY + timedelta(days=3))

    page = words(as_(world.jean).get(page_of("EX-DAYS")))
    assert "couvert depuis le 10/10/2026" in page
    assert "retiré le 13/10/2026" in page
    assert "couvert jusqu’à la veille du 16/10/2026" in page
    assert page.index("B-LATER") < page.index("D-SOON-OUT") < page.index("C-OUT")


def test_levels_stand_side_by_side_with_the_contract_s_marked(world: World, as_: As) -> None:
    page = words(as_(world.jean).get(page_of("EX-2025-0342")))

    assert "Premium Standard ce contrat" in page
    assert "Qui ouvre revendeur et client final revendeur" in page
    assert "Production interrompue 2h ouvrées Traité dans l’ordre d’arrivée" in page


@pytest.mark.parametrize("person", ["marc", "paul", "anne"])
@pytest.mark.parametrize("number", ["EX-2024-0117", "N-EXISTE-PAS"])
def test_out_of_sight_and_unknown_are_the_same_404(world: World, as_: As, person: str, number: str) -> None:
    client = as_(getattr(world, person))

    assert client.get(page_of(number)).status_code == 404
    assert client.post(reverse("portal:renewal", args=[number])).status_code == 404


@pytest.mark.parametrize("number", ["EX/2026/01", "EX 2026 é", "a?b&c#d"])
def test_a_number_may_hold_any_sign(world: World, as_: As, number: str) -> None:
    contract(number, 5)
    client = as_(world.jean)

    assert page_of(number) in unescape(client.get(LIST).content.decode())
    assert client.get(page_of(number)).status_code == 200
    assert "Renouvellement demandé par vous" in words(ask(client, number))


def test_a_nul_in_the_address_is_a_404(world: World, as_: As) -> None:
    assert as_(world.jean).get(f"{LIST}{quote(chr(0))}/").status_code == 404


# --- Renewal -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["jean", "lea", "sophie"])
def test_one_click_asks_for_the_renewal(world: World, as_: As, person: str) -> None:
    page = words(ask(as_(getattr(world, person)), "EX-2024-0117"))

    assert "Renouvellement demandé par vous le 13/10/2026" in page
    assert "Demander le renouvellement" not in page


def test_the_second_click_says_who_asked_first(world: World, as_: As) -> None:
    ask(as_(world.sophie), "EX-2024-0117")

    assert "Renouvellement demandé le 13/10/2026 par Sophie Bernard" in words(
        ask(as_(world.jean), "EX-2024-0117")
    )
    assert RenewalRequest.objects.count() == 1


def test_the_list_offers_it_only_near_the_end_and_after(world: World, as_: As) -> None:
    for number, days in (("EX-FAR", 61), ("EX-NEAR", 60), ("EX-LONG-OVER", -366)):
        contract(number, days)

    client = as_(world.jean)
    offered = {
        number: "Demander le renouvellement" in words(client.get(LIST, {"q": number}))
        for number in ("EX-FAR", "EX-NEAR", "EX-LONG-OVER")
    }
    assert offered == {"EX-FAR": False, "EX-NEAR": True, "EX-LONG-OVER": True}


def test_who_may_not_reach_the_centre_reads_who_assures_the_first_level(world: World, as_: As) -> None:
    page = words(as_(world.paul).get(page_of("EX-2025-0342")))  # CH-II.2

    assert "Réseau Plus assure le premier niveau" in page

"""The phone: what the box finds, and what the card of a customer says to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from contracts.models import Contract, ContractLine, Device, Product
from cst.demo import cast
from tests.tickets.console.reading import Answered, words
from tests.world import EXPIRED_AP, FORTIGATE, OLD_VERSION, STORMSHIELD, SWITCH, World
from tickets.console import phone_card
from tickets.console.phone_card import DeviceLine

As = Callable[[User], Client]


def ask(client: Client, **query: str) -> Answered:
    return client.get(reverse("console:phone"), query)


def card_of(client: Client, name: str, **query: Any) -> Answered:
    return client.get(reverse("console:phone_organisation", args=[cast.organisation(name).pk]), query)


def found(response: Answered) -> dict[str, list[str]]:
    results = response.context["results"]
    return {group.title: [line.name for line in group.lines] for group in results.groups}


def line_of(response: Answered, serial: str) -> DeviceLine:
    lines: list[DeviceLine] = response.context["card"].lines
    return next(line for line in lines if line.device.serial == serial)


def opened(line: DeviceLine) -> list[str]:
    return [each.label for each in (*line.channels, line.remote_session) if each.is_open]


def many_devices(name: str, count: int) -> None:
    """So many devices more under the first contract of a reseller."""
    contract = Contract.objects.filter(reseller=cast.organisation(name)).earliest("pk")
    product = Product.objects.earliest("pk")
    for place in range(count):
        device = Device.objects.create(serial=f"MANY-{place:03}", product=product)
        ContractLine.objects.create(contract=contract, device=device)


def cost(client: Client, url: str, **query: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(url, query)
    return len(queries)


def test_a_whole_serial_shows_the_card_of_who_has_it(world: World, as_: As) -> None:
    response = ask(as_(world.claire), q=" fg100f-prem-0001 ")

    assert response.context["card"].organisation == cast.organisation(cast.CLINIQUE)
    assert response.context["card"].sought.device.serial == FORTIGATE


def test_several_matches_are_a_list_by_kind(world: World, as_: As) -> None:
    response = ask(as_(world.claire), q="dubois")

    assert response.context["card"] is None
    assert found(response) == {"Organisations": ["Menuiserie Dubois"], "Personnes": ["Paul Dubois"]}


def test_one_person_shows_the_card_of_their_organisation(world: World, as_: As) -> None:
    card = ask(as_(world.claire), q="sophie.bernard@").context["card"]

    assert (card.organisation, card.caller) == (cast.organisation(cast.CLINIQUE), world.sophie)


def test_a_line_says_whose_customer_it_is(world: World, as_: As) -> None:
    page = words(ask(as_(world.claire), q="prem-"))

    assert "FortiGate 100F · Clinique des Lilas · client final de Réseau Plus" in page


def test_a_device_without_contract_leads_nowhere(world: World, as_: As) -> None:
    Device.objects.create(serial="ORPHAN-0001", product=Product.objects.earliest("pk"))

    page = ask(as_(world.claire), q="orphan")

    assert "aucun contrat" in words(page)
    assert page.context["card"] is None


def test_typing_is_answered_with_the_results_alone(world: World, as_: As) -> None:
    response = as_(world.claire).get(
        reverse("console:phone"), {"q": "dubois"}, headers={"HX-Request": "true"}
    )

    assert response.content.decode().lstrip().startswith('<div id="phone"')
    assert 'data-announce="2 résultats"' in response.content.decode()
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("fg", "Tapez au moins trois signes."), ("zzzz", "Rien ne répond à « zzzz »."), ("", "Qui appelle")],
)
def test_nothing_found_says_what_to_do(world: World, as_: As, typed: str, said: str) -> None:
    assert said in words(ask(as_(world.claire), q=typed))


@pytest.mark.parametrize(
    ("name", "serial", "open_by"),
    [
        (cast.CLINIQUE, FORTIGATE, ["mail", "portail", "téléphone", "session à distance"]),
        (cast.CLINIQUE, OLD_VERSION, []),
        (cast.MENUISERIE, STORMSHIELD, []),
        (cast.RESEAU_PLUS, STORMSHIELD, ["mail"]),
        (cast.LYCEE, EXPIRED_AP, []),
        (cast.ALPES, SWITCH, ["mail", "portail", "téléphone", "session à distance"]),
    ],
)
def test_each_channel_is_open_or_not_by_the_charter(  # CH-II, CH-III
    world: World, as_: As, name: str, serial: str, open_by: list[str]
) -> None:
    assert opened(line_of(card_of(as_(world.claire), name), serial)) == open_by


def test_what_is_closed_says_why_once(world: World, as_: As) -> None:  # CH-II.2
    line = line_of(card_of(as_(world.claire), cast.MENUISERIE), STORMSHIELD)

    assert line.reasons[0] == (
        "Par votre revendeur. Sans option Premium sur SN310 n°\u00a0SN310-STD-0001, "
        "votre revendeur Réseau Plus assure le premier niveau."
    )
    assert len(line.reasons) == 1


def test_the_card_says_who_and_what_is_going_on(world: World, as_: As) -> None:
    ticket = world.ticket()
    page = words(card_of(as_(world.claire), cast.RESEAU_PLUS))

    for expected in ("Revendeur", "Jean Petit", "jean.petit@", "Il reste 6h30", ticket.subject):
        assert expected in page


def test_ended_tickets_are_not_going_on(world: World, as_: As) -> None:
    ticket = world.ticket()
    type(ticket).objects.filter(pk=ticket.pk).update(status="closed", queue_rank=None, queue_key=None)

    assert card_of(as_(world.claire), cast.RESEAU_PLUS).context["card"].tickets == []


def test_sales_find_customers_but_neither_tickets_nor_the_call(world: World, as_: As) -> None:
    world.ticket()
    response = card_of(as_(world.ines), cast.RESEAU_PLUS)

    assert response.context["card"].tickets == []
    assert "Ouvrir l’appel" not in words(response)


def test_a_reseller_reads_for_whom_each_device_is(world: World, as_: As) -> None:
    line = line_of(card_of(as_(world.claire), cast.RESEAU_PLUS), FORTIGATE)

    assert line.owner == "Clinique des Lilas"
    assert line_of(card_of(as_(world.claire), cast.CLINIQUE), FORTIGATE).owner == ""


def test_a_serial_of_somebody_else_is_said_not_to_be_theirs(world: World, as_: As) -> None:
    page = words(card_of(as_(world.claire), cast.ALPES, serial=FORTIGATE))

    assert "Aucun contrat de cette organisation ne couvre FG100F-PREM-0001." in page


def test_the_centre_has_no_card(world: World, as_: As) -> None:
    assert card_of(as_(world.claire), cast.CENTRE).status_code == 404


def test_devices_come_twenty_five_a_page(world: World, as_: As) -> None:
    many_devices(cast.RESEAU_PLUS, 30)
    client = as_(world.claire)

    first, second = (card_of(client, cast.RESEAU_PLUS, page=page).context["card"].lines for page in (1, 2))

    assert len(first) == phone_card.PAGE_SIZE == 25
    assert not {line.device.serial for line in first} & {line.device.serial for line in second}


def test_more_devices_and_tickets_take_no_more_queries(world: World, as_: As) -> None:
    client, url = as_(world.claire), reverse("console:phone")
    world.ticket()
    cost(client, url, q="Réseau Plus")  # what one process reads once is read
    before = cost(client, url, q="Réseau Plus")
    many_devices(cast.RESEAU_PLUS, 30)
    for _ in range(7):
        world.ticket()

    assert cost(client, url, q="Réseau Plus") == before


def test_more_matches_take_no_more_queries(world: World, as_: As) -> None:
    client, url = as_(world.claire), reverse("console:phone")
    many_devices(cast.RESEAU_PLUS, 2)
    cost(client, url, q="many-")  # what one process reads once is read
    before = cost(client, url, q="many-")
    many = [Organisation(name=f"Many-{place}", kind="reseller") for place in range(9)]
    Organisation.objects.bulk_create(many)

    assert cost(client, url, q="many-") == before

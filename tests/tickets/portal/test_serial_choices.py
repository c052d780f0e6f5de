"""What the serial field proposes while somebody types into it (tickets/portal/serial_choices.py)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from contracts.models import Contract, ContractLine, Device, Product
from tests.tickets.portal.reading import words
from tests.world import FORTIGATE, STORMSHIELD, World
from tickets.portal import serial_choices
from tickets.portal.serial_choices import SHOWN, Choices

As = Callable[[User], Client]
# A holder of few asks among its own; with more than `FEW`, the serials are walked in order: the same is found.
either_way = pytest.mark.parametrize("few", [2000, 0])


def choices(world: World, person: User, text: str) -> Choices:
    return serial_choices.choices(person, text, world.at)


def serials(world: World, person: User, text: str) -> list[str]:
    return [row.serial for row in choices(world, person, text).rows]


def hold(*serials: str, number: str = "EX-2024-0117") -> None:
    product = Product.objects.get(name="FortiGate 100F")
    for serial in serials:
        device = Device.objects.create(serial=serial, product=product)
        ContractLine.objects.create(contract=Contract.objects.get(number=number), device=device)


@pytest.fixture
def few(few: int, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(serial_choices, "FEW", few)
    return few


@either_way
@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("text", ["SN310-S", " sn310-s", "310-std"])
def test_a_device_is_proposed_by_any_part_of_its_serial(world: World, text: str) -> None:
    assert serials(world, world.jean, text) == [STORMSHIELD]


@either_way
@pytest.mark.usefixtures("few")
def test_a_device_is_proposed_by_its_product(world: World) -> None:
    hold("ZZ-1")

    assert {FORTIGATE, "ZZ-1"} <= set(serials(world, world.jean, "fortigate 100"))


@either_way
@pytest.mark.usefixtures("few")
def test_those_that_begin_so_come_before_those_that_hold_it(world: World) -> None:
    hold("ZAB12", "AB12-9", "AB12-1")

    assert serials(world, world.jean, "ab12") == ["AB12-1", "AB12-9", "ZAB12"]


@either_way
@pytest.mark.usefixtures("few")
def test_what_others_own_is_never_proposed(world: World) -> None:
    assert serials(world, world.marc, FORTIGATE[:6]) == []


@either_way
@pytest.mark.usefixtures("few")
def test_with_nothing_typed_the_first_in_sight_are_proposed(world: World) -> None:
    hold(*(f"AA-{number:02}" for number in range(SHOWN + 1)))

    found = choices(world, world.jean, "")

    assert [row.serial for row in found.rows] == [f"AA-{number:02}" for number in range(SHOWN)]
    assert found.said == "Plus de 8 matériels\u00a0: continuez à taper."


def test_a_serial_that_stands_there_whole_needs_no_list(world: World) -> None:
    assert choices(world, world.jean, FORTIGATE.lower()) == Choices(FORTIGATE.lower())


def test_a_serial_that_begins_a_longer_one_is_proposed_with_it(world: World) -> None:
    hold("AB12", "AB12-7")

    assert serials(world, world.jean, "AB12") == ["AB12", "AB12-7"]


def test_a_reseller_reads_whose_it_is_and_its_end_customer_does_not(world: World) -> None:
    Device.objects.filter(serial=STORMSHIELD).update(site="Baie 3")
    [seen] = choices(world, world.jean, "SN310").rows
    [own] = choices(world, world.paul, "SN310").rows

    assert seen.about == f"{own.about} · {world.paul.organisation}"
    assert own.about.endswith(" · Baie 3")


@pytest.mark.parametrize("text", ["", "\x00", "%", "é" * 300, "FG\\", "' OR 1=1 --"])
def test_whatever_is_typed_is_answered(world: World, as_: As, text: str) -> None:
    assert as_(world.jean).get("/portail/materiels/", {"serial": text}).status_code == 200


def test_the_answer_names_each_choice_and_counts_them(world: World, as_: As) -> None:
    answer = as_(world.jean).get("/portail/materiels/", {"serial": "SN310"})

    assert STORMSHIELD in words(answer)
    assert 'data-announce="1 matériel proposé"' in answer.content.decode()


def test_a_list_takes_seven_queries_at_most(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    hold(*(f"ZAB{number:02}" for number in range(SHOWN)))
    client = as_(world.jean)

    with django_assert_max_num_queries(7):
        client.get("/portail/materiels/", {"serial": "AB0"})

"""Finding a caller: by a serial or a part of it, a company, a person, an address, a phone number in any writing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from contracts import search
from contracts.models import Contract, ContractLine, Device, Product
from cst.demo import cast
from tests.world import EXPIRED_AP, FORTIGATE, TUESDAY, World

NUMBER = "03 62 59 76 04"
WRITINGS = (
    "03.62.59.76.04",
    "+33 3 62 59 76 04",
    "0033362597604",
    "(+33) 3-62-59-76-04",
    "597604",
    "0362",
    "+333625",
)


def organisations(words: str) -> list[str]:
    return [each.name for each in search.find(words).organisations.rows]


def people(words: str) -> list[str]:
    return [each.full_name for each in search.find(words).people.rows]


def serials(words: str) -> list[str]:
    return [each.serial for each in search.find(words).devices.rows]


def devices(*serials: str) -> None:
    product = Product.objects.earliest("pk")
    Device.objects.bulk_create([Device(serial=serial, product=product) for serial in serials])


@pytest.mark.parametrize("words", ["FG100F-PREM-0001", " fg100f-prem-0001", "100f-prem", "G100"])
def test_a_device_is_found_by_any_part_of_its_serial(world: World, words: str) -> None:
    assert serials(words) == [FORTIGATE]


def test_that_very_serial_then_those_that_begin_so_then_those_that_hold_it(world: World) -> None:
    devices("0AB12", "AB12-7", "AB12", "ZAB12-9")

    assert serials("ab12") == ["AB12", "AB12-7", "0AB12", "ZAB12-9"]


def test_the_long_beginning_of_a_serial_means_that_serial(world: World) -> None:
    devices("AB12CD-1", "XAB12CD")

    assert serials("ab12cd") == ["AB12CD-1"]


def test_that_very_serial_comes_first_among_more_than_are_looked_at(world: World) -> None:
    devices(*(f"QQ77-{place:04}" for place in range(search.CANDIDATES + 50)), "QQ77")

    found = search.find("qq77").devices

    assert (found.rows[0].serial, len(found.rows), found.more) == ("QQ77", search.SHOWN, True)


@pytest.mark.parametrize("words", ["reseau plus", "Réseau", "PLUS RÉSEAU", "eseau"])
def test_a_company_is_found_without_case_or_accents_and_in_any_order(world: World, words: str) -> None:
    assert organisations(words) == ["Réseau Plus"]


def test_a_company_is_found_by_the_code_of_the_erp(world: World) -> None:
    Organisation.objects.filter(name=cast.ALPES).update(erp_code="C-00417")

    assert organisations("C-00417") == ["Alpes Sécurité"]


@pytest.mark.parametrize("words", ["noel", "Noël Léa", "lea.noel@reseau", "LEA.NOEL"])
def test_a_person_is_found_by_name_or_address(world: World, words: str) -> None:
    assert people(words) == ["Léa Noël"]


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_phone_number_is_found_in_any_writing(world: World, writing: str) -> None:
    Organisation.objects.filter(name=cast.CLINIQUE).update(phone=NUMBER)
    User.objects.filter(pk=world.sophie.pk).update(phone="+33 (0)3 62 59 76 04")

    assert organisations(writing) == ["Clinique des Lilas"]
    assert people(writing) == ["Sophie Bernard"]


@pytest.mark.parametrize("words", ["362", "petit 0362", "FG100F", "+33 3", "0033", ""])
def test_too_few_digits_or_letters_are_no_phone_number(words: str) -> None:
    assert search.phone_core(words) == ""


def test_people_who_left_and_those_of_the_centre_are_no_callers(world: World) -> None:
    User.objects.filter(pk=world.jean.pk).update(is_active=False)

    assert people("jean petit") == []
    assert people("claire martin") == []
    assert organisations("CST EXER") == []


@pytest.mark.parametrize("words", ["", "a", "fg", "--", "é"])
def test_too_few_signs_are_told_and_ask_nothing_of_the_indexes(world: World, words: str) -> None:
    found = search.find(words)

    assert (found.too_short, len(found)) == (True, 0)


def test_two_letters_find_the_organisation_of_that_very_name(world: World) -> None:
    Organisation.objects.create(name="HP", kind="reseller")

    found = search.find("hp")

    assert [each.name for each in found.organisations.rows] == ["HP"]


def test_more_than_are_shown_is_said(world: World) -> None:
    devices(*(f"MANY-{place}" for place in range(search.SHOWN + 1)))

    found = search.find("many-").devices

    assert (len(found.rows), found.more) == (search.SHOWN, True)


def test_signs_that_mean_something_to_the_database_are_only_signs(world: World) -> None:
    assert len(search.find("100%")) == 0
    assert len(search.find("F_0_F")) == 0


def test_four_queries_at_most(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        search.find("0362")

    assert len(queries) == 4


def test_the_contract_that_answers_says_whose_the_device_is(world: World) -> None:
    device = Device.objects.get(serial=EXPIRED_AP)
    later = Contract.objects.create(
        number="EX-LATER",
        level_id="standard",
        reseller=cast.organisation(cast.RESEAU_PLUS),
        starts_on=TUESDAY.date(),
        ends_on=TUESDAY.date(),
    )
    ContractLine.objects.create(contract=later, device=device)

    assert search.contracts_of([device], TUESDAY.date()) == {device.pk: later}

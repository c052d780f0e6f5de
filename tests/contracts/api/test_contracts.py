"""The contracts by program: /api/v1/contracts/."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from api.models import ApiToken
from contracts.ending import renewals
from contracts.models import Contract, ContractLine, Device, RenewalRequest
from outbound_mail.models import OutgoingMail
from tests.contracts.api.conftest import As, read
from tests.world import FORTIGATE, TUESDAY, World

NUMBER = "EX-2024-0117"


def numbers(found: Any) -> list[str]:
    return [contract["number"] for contract in found["results"]]


def test_a_reseller_sees_what_it_bought(world: World, as_: As) -> None:  # CH-II.1
    found = numbers(read(as_(world.jean), "contracts/"))

    assert found == ["EX-2024-0117", "EX-2024-0118", "EX-2025-0207", "EX-2025-0342"]


def test_an_end_customer_sees_its_own_and_not_who_sells_to_its_reseller(world: World, as_: As) -> None:
    found = read(as_(world.sophie), "contracts/")  # CH-II.2

    assert numbers(found) == ["EX-2024-0117", "EX-2024-0118"]
    assert "sales_contact" not in found["results"][0]


@pytest.mark.parametrize("name", ["claire", "hugo", "ines"])
def test_the_centre_sees_all(world: World, as_: As, name: str) -> None:
    assert len(numbers(read(as_(getattr(world, name)), "contracts/"))) == 6


def test_the_code_of_the_erp_is_read_by_the_centre_alone(world: World, as_: As) -> None:
    told = read(as_(world.ines), f"contracts/{NUMBER}/")["reseller"]
    assert told == {"id": world.jean.organisation_id, "name": "Réseau Plus", "code": None}

    assert "code" not in read(as_(world.jean), f"contracts/{NUMBER}/")["reseller"]


@pytest.mark.parametrize("number", [NUMBER, "EX-1999-0001", "EX%00"])
def test_a_contract_out_of_sight_is_answered_like_one_that_is_not(world: World, as_: As, number: str) -> None:
    answer = as_(world.marc).get(f"/api/v1/contracts/{number}/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_one_has_its_devices_by_serial_the_withdrawn_ones_among_them(world: World, as_: As) -> None:
    contract = Contract.objects.get(number=NUMBER)
    other = Device.objects.get(serial="ASA5506-EOL-0001")
    ContractLine.objects.create(
        contract=contract, device=other, covered_from="2026-03-01", withdrawn_on="2026-10-01"
    )

    found = read(as_(world.sophie), f"contracts/{NUMBER}/")

    assert found["line_count"] == 2
    assert found["lines"][0] == {
        "serial": "ASA5506-EOL-0001",
        "vendor": "Cisco",
        "product": "ASA 5506-X",
        "installed_version": "9.16.4",
        "site": "Réserve",
        "covered_from": "2026-03-01",
        "withdrawn_on": "2026-10-01",
    }
    assert found["lines"][1]["serial"] == FORTIGATE


def test_where_it_stands_is_a_code_and_a_sentence(world: World, as_: As) -> None:  # CH-0
    standing = read(as_(world.claire), "contracts/EX-2022-0088/")["standing"]

    assert standing == {"code": "ended", "text": "terminé"}


def test_a_renewal_that_was_asked_for_is_told(world: World, as_: As) -> None:
    contract = Contract.objects.get(number=NUMBER)
    renewals.request(contract, by=world.sophie, at=TUESDAY)

    renewal = read(as_(world.jean), f"contracts/{NUMBER}/")["renewal"]

    assert renewal == {
        "asked_at": "2026-10-13T11:07:00+02:00",
        "handled": False,
        "text": "Renouvellement demandé le 13/10/2026 par Sophie Bernard",
    }


def test_a_serial_finds_its_contracts(world: World, as_: As) -> None:
    assert numbers(read(as_(world.claire), "contracts/", serial="fg100f-prem-0001")) == [NUMBER]


def test_the_days_of_the_end_narrow_the_list_both_included(world: World, as_: As) -> None:
    found = read(as_(world.claire), "contracts/", ends_from="2027-02-05", ends_until="2027-12-17")

    assert numbers(found) == ["EX-2025-0207", "EX-2025-0342"]


@pytest.mark.parametrize("day", ["hier", "0001-01-01", "9999-12-31"])
def test_a_day_that_no_contract_has_is_refused(world: World, as_: As, day: str) -> None:
    answer = as_(world.claire).get("/api/v1/contracts/", {"ends_until": day})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "ends_until")


def test_what_one_has_already_is_not_sent_again(world: World, as_: As) -> None:
    client = as_(world.jean)
    tag = client.get(f"/api/v1/contracts/{NUMBER}/")["ETag"]

    assert client.get(f"/api/v1/contracts/{NUMBER}/", headers={"If-None-Match": tag}).status_code == 304


def test_the_tag_follows_what_is_installed(world: World, as_: As) -> None:
    client = as_(world.jean)
    before = client.get(f"/api/v1/contracts/{NUMBER}/")["ETag"]

    Device.objects.filter(serial=FORTIGATE).update(installed_version="7.4.4")

    assert client.get(f"/api/v1/contracts/{NUMBER}/")["ETag"] != before


def test_a_list_takes_as_many_queries_for_many_as_for_one(
    world: World, as_: As, django_assert_max_num_queries: Any
) -> None:
    client = as_(world.claire)

    with django_assert_max_num_queries(4):  # session and person, contracts, renewals
        read(client, "contracts/")


def test_one_contract_takes_few_queries(world: World, as_: As, django_assert_max_num_queries: Any) -> None:
    client = as_(world.claire)

    with django_assert_max_num_queries(5):  # session and person, contract, lines, renewals
        read(client, f"contracts/{NUMBER}/")


def renew(client: Client, said: dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> Any:
    return client.post(
        f"/api/v1/contracts/{NUMBER}/renewal/", said or {}, content_type="application/json", headers=headers
    )


def test_a_renewal_is_asked_for_and_sales_and_the_reseller_are_told(world: World, as_: As) -> None:
    answer = renew(as_(world.sophie))  # CH-II.2

    assert (answer.status_code, answer.json()["text"]) == (
        201,
        "Renouvellement demandé par vous le 13/10/2026",
    )
    told = set(OutgoingMail.objects.values_list("to", flat=True))
    assert told == {world.ines.email, world.jean.email}


def test_a_renewal_asked_for_already_stays_the_first_one(world: World, as_: As) -> None:
    renew(as_(world.sophie))

    answer = renew(as_(world.jean))

    assert answer.json()["text"] == "Renouvellement demandé le 13/10/2026 par Sophie Bernard"
    assert RenewalRequest.objects.count() == 1


def test_a_renewal_sent_twice_with_one_key_is_answered_the_same(world: World, as_: As) -> None:
    client, key = as_(world.jean), {"Idempotency-Key": "renewal-1"}
    first = renew(client, headers=key)

    again = renew(client, headers=key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotency-Replayed"] == "true"


def test_a_token_made_to_read_reads_and_asks_for_nothing(world: World, client: Client) -> None:
    _row, token = ApiToken.objects.create(
        user=world.jean, name="Supervision", scopes=["read"], created_by=world.jean
    )
    headers = {"Authorization": f"Bearer {token}"}

    assert len(client.get("/api/v1/contracts/", headers=headers).json()["results"]) == 4
    refused = renew(client, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert not RenewalRequest.objects.exists()


def test_a_renewal_takes_no_field(world: World, as_: As) -> None:
    answer = renew(as_(world.jean), {"requested_by": world.lea.pk})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "requested_by")
    assert not RenewalRequest.objects.exists()


def test_a_contract_to_come_is_not_renewed(world: World, as_: As) -> None:
    Contract.objects.filter(number=NUMBER).update(starts_on="2027-01-01")

    answer = renew(as_(world.jean))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")


def test_the_centre_asks_for_no_renewal(world: World, as_: As) -> None:
    assert renew(as_(world.ines)).status_code == 403
    assert not RenewalRequest.objects.exists()

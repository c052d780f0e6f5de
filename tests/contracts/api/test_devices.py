"""The devices by program: /api/v1/devices/."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contracts.models import Contract, ContractLine, Device
from tests.contracts.api.conftest import As, read
from tests.world import EXPIRED_AP, FORTIGATE, OLD_VERSION, OUT_OF_CATALOGUE, STORMSHIELD, SWITCH, World


def serials(found: Any) -> list[str]:
    return [device["serial"] for device in found["results"]]


def test_a_reseller_sees_what_it_bought_for_itself_and_for_its_customers(world: World, as_: As) -> None:
    found = read(as_(world.jean), "devices/")  # CH-II.1

    assert serials(found) == [OUT_OF_CATALOGUE, FORTIGATE, OLD_VERSION, STORMSHIELD]


def test_an_end_customer_sees_its_own(world: World, as_: As) -> None:  # CH-II.2
    assert serials(read(as_(world.sophie), "devices/")) == [FORTIGATE, OLD_VERSION]


@pytest.mark.parametrize("name", ["claire", "hugo", "ines"])
def test_the_centre_sees_all(world: World, as_: As, name: str) -> None:
    assert len(serials(read(as_(getattr(world, name)), "devices/"))) == 6


def test_who_acts_for_nobody_sees_none(world: World, as_: As) -> None:
    administrator = User.objects.get(is_superuser=True)

    assert serials(read(as_(administrator), "devices/")) == []


def test_each_has_what_covers_it_today_and_the_verdict(world: World, as_: As) -> None:  # CH-0
    [device] = read(as_(world.jean), "devices/", serial=FORTIGATE)["results"]

    assert device["contract"]["number"] == "EX-2024-0117"
    assert device["contract"]["level"] == {
        "code": "premium",
        "name": "Premium",
        "channels": ["web", "mail", "phone"],
    }
    assert device["contract"]["covered_until"] == "2028-02-15"
    assert (device["verdict"]["outcome"], device["verdict"]["reason"]) == ("accepted", "covered")
    assert device["verdict"]["rules"] == ["CH-II.1", "CH-III.1"]


@pytest.mark.parametrize(
    ("serial", "reason"),
    [
        (OUT_OF_CATALOGUE, "product_not_in_catalogue"),
        (OLD_VERSION, "version_not_supported"),
        (EXPIRED_AP, "contract_expired"),
    ],
)
def test_what_is_not_covered_says_why(world: World, as_: As, serial: str, reason: str) -> None:
    verdict = read(as_(world.claire), f"devices/{serial}/")["verdict"]

    assert (verdict["outcome"], verdict["reason"]) == ("refused", reason)


def test_a_serial_is_found_by_its_beginning_however_it_is_written(world: World, as_: As) -> None:
    client = as_(world.claire)

    assert serials(read(client, "devices/", serial="fg 60")) == [OLD_VERSION]
    assert serials(read(client, "devices/", serial="PREM")) == []


def test_a_product_narrows_the_list(world: World, as_: As) -> None:
    assert serials(read(as_(world.claire), "devices/", product="fortigate")) == [FORTIGATE, OLD_VERSION]


def test_a_contract_narrows_the_list(world: World, as_: As) -> None:
    assert serials(read(as_(world.claire), "devices/", contract="EX-2025-0410")) == [SWITCH]


def test_a_contract_out_of_sight_does_not_tell_whose_a_device_is_now(world: World, as_: As) -> None:
    contract = Contract.objects.get(number="EX-2025-0410")
    gone = ContractLine.objects.get(device__serial=FORTIGATE)
    gone.withdrawn_on = world.at.date()
    gone.save()
    ContractLine.objects.create(contract=contract, device=gone.device, covered_from=world.at.date())

    assert serials(read(as_(world.jean), "devices/", contract="EX-2025-0410")) == []


def test_one_device_has_every_contract_over_it(world: World, as_: As) -> None:
    coming = Contract.objects.get(number="EX-2024-0117")
    coming.pk, coming.number = None, "EX-2028-0001"
    coming.starts_on, coming.ends_on = (
        coming.ends_on + timedelta(days=1),
        coming.ends_on + timedelta(days=365),
    )
    coming.save()
    ContractLine.objects.create(contract=coming, device=Device.objects.get(serial=FORTIGATE))

    device = read(as_(world.sophie), f"devices/{FORTIGATE.lower()}/")

    assert [each["number"] for each in device["contracts"]] == ["EX-2024-0117", "EX-2028-0001"]
    assert device["contract"]["number"] == "EX-2024-0117"


@pytest.mark.parametrize("serial", [FORTIGATE, "X465-NONE", "X%00"])
def test_a_device_out_of_sight_is_answered_like_one_that_is_not(world: World, as_: As, serial: str) -> None:
    answer = as_(world.marc).get(f"/api/v1/devices/{serial}/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_filter_that_is_none_is_named(world: World, as_: As) -> None:
    answer = as_(world.jean).get("/api/v1/devices/", {"organisation": 3})

    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [
        ("organisation", "unknown_field")
    ]


def test_a_page_ends_where_the_next_begins(world: World, as_: As) -> None:
    client = as_(world.jean)
    first = read(client, "devices/", limit=3)

    second = client.get(first["next"]).json()

    assert serials(first) + serials(second) == [OUT_OF_CATALOGUE, FORTIGATE, OLD_VERSION, STORMSHIELD]
    assert second["next"] is None


def test_a_list_takes_as_many_queries_for_many_as_for_one(
    world: World, as_: As, django_assert_max_num_queries: Any
) -> None:
    client = as_(world.claire)

    with django_assert_max_num_queries(4):  # session and person, devices, contracts
        read(client, "devices/")


def state(client: Client, serial: str, **said: str) -> Any:
    return client.put(f"/api/v1/devices/{serial}/version/", said, content_type="application/json")


def test_a_version_that_is_stated_changes_the_verdict_at_once(world: World, as_: As) -> None:  # CH-IV.1
    answer = state(as_(world.sophie), OLD_VERSION, installed_version="7.4.4")

    assert (answer.status_code, answer.json()["verdict"]["outcome"]) == (200, "accepted")
    device = Device.objects.get(serial=OLD_VERSION)
    assert (device.installed_version, device.version_stated_by) == ("7.4.4", world.sophie)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"installed_version": "6.0"}, "installed_version"),
        ({"installed_version": "la dernière"}, "installed_version"),
        ({"installed_version": "7.4.4", "site": "Metz"}, "site"),
    ],
)
def test_a_version_that_cannot_be_is_refused(world: World, as_: As, said: dict[str, str], field: str) -> None:
    answer = state(as_(world.sophie), OLD_VERSION, **said)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert Device.objects.get(serial=OLD_VERSION).installed_version == "6.2.9"


def test_whose_contract_has_ended_states_nothing_any_more(world: World, as_: As) -> None:
    assert state(as_(world.marc), EXPIRED_AP, installed_version="10.7").status_code == 403
    assert Device.objects.get(serial=EXPIRED_AP).installed_version == "10.6.1"

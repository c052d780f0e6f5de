"""The admin's refusals about a contract and its lines: in words, beside the field, never an error page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from contracts.models import Contract, ContractLine, Device
from cst.demo import cast
from tests.tickets.portal.reading import words
from tests.world import FORTIGATE, SWITCH, World


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    client.force_login(User.objects.get(email=cast.ADMINISTRATOR))
    return client


def sent(
    lines: list[dict[str, Any]] | None = None, *, of: Contract | None = None, **changes: Any
) -> dict[str, Any]:
    """The admin's form of a contract as a browser sends it."""
    rows = lines or []
    contract: dict[str, Any] = {
        "number": "EX-NEW",
        "level": "premium",
        "reseller": organisation(cast.RESEAU_PLUS),
        "end_customer": "",
        "starts_on": "2026-10-01",
        "ends_on": "2027-09-30",
        "sales_contact": "",
        **changes,
    }
    management = {
        "lines-TOTAL_FORMS": len(rows),
        "lines-INITIAL_FORMS": sum("id" in row for row in rows),
        "lines-MIN_NUM_FORMS": 0,
        "lines-MAX_NUM_FORMS": 1000,
    }
    fields = {f"lines-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    parent = {f"lines-{place}-contract": of.pk for place in range(len(rows))} if of else {}
    return {**contract, **management, **fields, **parent}


def organisation(name: str) -> int:
    return Organisation.objects.get(name=name).pk


def device(serial: str) -> int:
    return Device.objects.get(serial=serial).pk


def added(admin: Client, data: dict[str, Any]) -> Any:
    return admin.post(reverse("admin:contracts_contract_add"), data)


def test_a_contract_with_its_line_is_saved(admin: Client) -> None:
    response = added(admin, sent([{"device": device(FORTIGATE)}]))

    assert response.status_code == 302
    assert ContractLine.objects.get(contract__number="EX-NEW").device.serial == FORTIGATE


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2026-09-30"}, "Le contrat finirait avant de commencer."),
        ({"reseller": cast.CLINIQUE}, "Clinique des Lilas n’est pas un revendeur."),
        ({"end_customer": cast.ALPES}, "Alpes Sécurité n’est pas un client final."),
    ],
)
def test_what_makes_no_contract_is_said_beside_its_field(
    admin: Client, changes: dict[str, str], sentence: str
) -> None:
    values: dict[str, Any] = {
        name: value if name == "ends_on" else organisation(value) for name, value in changes.items()
    }

    response = added(admin, sent(**values))

    assert sentence in words(response)
    assert "contrainte" not in words(response)


def test_a_device_of_another_reseller_is_refused_with_its_contract(admin: Client) -> None:  # CH-II.1
    response = added(admin, sent([{"device": device(SWITCH)}]))

    assert f"{SWITCH} est couvert par le contrat EX-2025-0410 (Alpes Sécurité)" in words(response)
    assert not Contract.objects.filter(number="EX-NEW").exists()


def test_the_same_device_may_come_once_the_other_contract_has_ended(admin: Client) -> None:
    data = sent([{"device": device(SWITCH)}], starts_on="2029-01-01", ends_on="2029-12-31")

    assert added(admin, data).status_code == 302


def test_a_contract_given_to_another_reseller_is_refused_while_a_device_is_not(
    world: World, admin: Client
) -> None:
    contract = Contract.objects.get(number="EX-2024-0117")
    line = contract.lines.get()
    other = Contract.objects.create(
        number="EX-OTHER",
        level=contract.level,
        reseller=contract.reseller,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
    )
    ContractLine.objects.create(contract=other, device=line.device)
    data = sent(
        [{"id": line.pk, "device": line.device_id}],
        of=contract,
        number=contract.number,
        reseller=organisation(cast.ALPES),
    )

    response = admin.post(reverse("admin:contracts_contract_change", args=[contract.pk]), data)

    assert "par le contrat EX-OTHER (Réseau Plus)" in words(response)


def test_a_device_named_twice_is_refused(admin: Client) -> None:
    response = added(admin, sent([{"device": device(FORTIGATE)}, {"device": device(FORTIGATE)}]))

    assert f"{FORTIGATE} figure déjà dans ce contrat." in words(response)


def test_a_line_withdrawn_before_it_begins_is_refused(admin: Client) -> None:
    line = {"device": device(FORTIGATE), "covered_from": date(2027, 1, 2), "withdrawn_on": date(2027, 1, 1)}

    response = added(admin, sent([line]))

    assert "Le matériel serait retiré avant d’être couvert." in words(response)
    assert "contrainte" not in words(response)


def test_a_line_without_its_contract_s_days_says_only_what_is_missing(admin: Client) -> None:
    response = added(admin, sent([{"device": device(SWITCH)}], starts_on=""))

    assert response.status_code == 200
    assert "Ce champ est obligatoire" in words(response)

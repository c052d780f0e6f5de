"""My products: the next step of each can be clicked, and a version that was installed is stated (CH-IV.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.models import Contract, ContractLine, Device, Product
from tests.tickets.portal.reading import words
from tests.world import EXPIRED_AP, FORTIGATE, OLD_VERSION, OUT_OF_CATALOGUE, STORMSHIELD, TUESDAY, World

As = Callable[[User], Client]
LIST = "/portail/produits/"


def card(client: Client, serial: str) -> str:
    """The source of the page that shows one device."""
    return client.get(LIST, {"q": serial}).content.decode()


def state(client: Client, version: str, serial: str = OLD_VERSION) -> Any:
    return client.post(reverse("portal:device_version", args=[serial]), {"version": version}, follow=True)


@pytest.mark.parametrize(
    ("person", "serial", "address"),
    [
        ("jean", FORTIGATE, f"/portail/incidents/nouveau/?serial={FORTIGATE}"),
        ("jean", STORMSHIELD, "mailto:support@exer.fr"),
        ("paul", STORMSHIELD, f"/portail/incidents/nouveau/?serial={STORMSHIELD}"),
        ("jean", OLD_VERSION, f"/portail/produits/{OLD_VERSION}/version/"),
        ("jean", OUT_OF_CATALOGUE, "mailto:commercial@exer.fr"),
        ("marc", EXPIRED_AP, "/portail/contrats/EX-2022-0088/"),
        ("anne", EXPIRED_AP, "/portail/contrats/EX-2022-0088/"),
    ],
)
def test_each_next_step_leads_somewhere(
    world: World, as_: As, person: str, serial: str, address: str
) -> None:
    assert f'="{address}' in card(as_(getattr(world, person)), serial)


def test_a_contract_to_come_leads_to_its_page(world: World, as_: As) -> None:
    Contract.objects.filter(number="EX-2024-0117").update(starts_on=TUESDAY.date() + timedelta(days=9))
    page = as_(world.jean).get(LIST, {"q": FORTIGATE})

    assert "Attendre le début du contrat" in words(page)
    assert 'class="btn" href="/portail/contrats/EX-2024-0117/"' in page.content.decode()


def test_a_version_that_was_installed_is_covered_at_once(world: World, as_: As) -> None:
    page = state(as_(world.sophie), "6.4.8")

    assert "Version 6.4.8 notée" in words(page)
    assert "6.4.8 (déclarée le 13/10/2026)" in words(page)
    assert f"/portail/incidents/nouveau/?serial={OLD_VERSION}" in page.content.decode()


def test_a_version_that_cannot_be_comes_back_with_why(world: World, as_: As) -> None:
    page = as_(world.jean).post(reverse("portal:device_version", args=[OLD_VERSION]), {"version": "5.0"})

    assert page.status_code == 422
    assert "La version connue est déjà la 6.2.9" in words(page)
    assert 'value="5.0"' in page.content.decode()
    assert Device.objects.get(serial=OLD_VERSION).installed_version == "6.2.9"


def test_one_device_s_refusal_is_not_shown_on_another(world: World, as_: As) -> None:
    twin = Device.objects.get(serial=OLD_VERSION)
    twin.pk, twin.serial = None, f"{OLD_VERSION}-B"
    twin.save()
    ContractLine.objects.create(contract=Contract.objects.get(number="EX-2024-0118"), device=twin)

    page = as_(world.jean).post(reverse("portal:device_version", args=[OLD_VERSION]), {"version": "rien"})

    assert words(page).count("Une version porte un numéro") == 1


@pytest.mark.parametrize("serial", [FORTIGATE, "N-EXISTE-PAS"])
def test_a_device_out_of_sight_is_a_404(world: World, as_: As, serial: str) -> None:
    assert state(as_(world.marc), "9.9", serial).status_code == 404


def test_a_reseller_whose_contract_ended_states_nothing_any_more(world: World, as_: As) -> None:
    assert state(as_(world.marc), "99", EXPIRED_AP).status_code == 403
    assert Device.objects.get(serial=EXPIRED_AP).version_stated_at is None


def test_after_the_session_ended_the_device_is_shown_again(world: World, as_: As) -> None:
    address = reverse("portal:device_version", args=[OLD_VERSION])

    assert as_(world.jean).get(address, follow=True).redirect_chain == [(f"{LIST}?q={OLD_VERSION}", 302)]


def test_a_serial_may_hold_a_slash(world: World, as_: As) -> None:
    product = Product.objects.get(name="FortiGate 60E")
    device = Device.objects.create(serial="SN/2026/1", product=product, installed_version="6.0")
    ContractLine.objects.create(contract=Contract.objects.get(number="EX-2024-0118"), device=device)

    assert "Version 6.4 notée" in words(state(as_(world.jean), "6.4", "SN/2026/1"))

"""A device that went from one reseller to another, or was written down by mistake: who is answered what (CH-II.1).

Alpes Sécurité had it until yesterday; Réseau Plus, with 6 h 30 of PS credit, has it since today.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts import coverage
from contracts.decision import Reason
from contracts.models import Contract, ContractLine, Device, Product, SupportLevel
from cst.demo import cast
from tests.world import TUESDAY, World

TODAY = TUESDAY.date()
DAY = timedelta(days=1)


@pytest.fixture
def device(world: World) -> Device:
    row = Device.objects.create(serial="MOVED-1", product=Product.objects.get(name="FortiGate 100F"))
    ContractLine.objects.create(contract=contract("EX-A", cast.ALPES), device=row, withdrawn_on=TODAY)
    ContractLine.objects.create(contract=contract("EX-R", cast.RESEAU_PLUS), device=row, covered_from=TODAY)
    return row


def contract(number: str, reseller: str) -> Contract:
    return Contract.objects.create(
        number=number,
        level=SupportLevel.objects.get(code="premium"),
        reseller=cast.organisation(reseller),
        starts_on=TODAY - 300 * DAY,
        ends_on=TODAY + 300 * DAY,
    )


def test_each_reseller_is_answered_by_its_own_contract(world: World, device: Device) -> None:
    former = coverage.verdict(world.marc, device.serial, "web", "incident", TUESDAY)
    present = coverage.verdict(world.jean, device.serial, "web", "incident", TUESDAY)

    assert (former.reason, former.contract and former.contract.number) == (Reason.CONTRACT_EXPIRED, "EX-A")
    assert (present.reason, present.contract and present.contract.number) == (Reason.COVERED, "EX-R")


def test_yesterday_it_was_the_other_way_round(world: World, device: Device) -> None:
    former = coverage.verdict(world.marc, device.serial, "web", "incident", TUESDAY - DAY)
    present = coverage.verdict(world.jean, device.serial, "web", "incident", TUESDAY - DAY)

    assert (former.reason, present.reason) == (Reason.COVERED, Reason.CONTRACT_NOT_STARTED)


def test_the_centre_reads_the_credit_of_who_has_it_now(world: World, device: Device) -> None:  # CH-PS
    now = coverage.verdict(world.claire, device.serial, "phone", "assistance", TUESDAY)
    before = coverage.verdict(world.claire, device.serial, "phone", "assistance", TUESDAY - DAY)

    assert (now.reason, now.credit_minutes) == (Reason.COVERED, 390)
    assert (before.reason, before.credit_minutes) == (Reason.NO_PS_CREDIT, 0)


def test_a_line_taken_back_before_it_began_tells_nobody_of_the_device(world: World, device: Device) -> None:
    ContractLine.objects.filter(contract__number="EX-A").update(withdrawn_on=TODAY - 300 * DAY)

    mistaken = coverage.verdict(world.marc, device.serial, "web", "incident", TUESDAY)

    assert mistaken.reason is Reason.PRODUCT_UNKNOWN
    assert (mistaken.device, mistaken.contract) == (None, None)


def test_a_line_taken_back_before_it_began_hides_no_contract_that_ended(world: World, device: Device) -> None:
    coming = contract("EX-B", cast.ALPES)
    ContractLine.objects.create(
        contract=coming, device=device, covered_from=TODAY + 30 * DAY, withdrawn_on=TODAY + 30 * DAY
    )

    verdict = coverage.verdict(world.marc, device.serial, "web", "incident", TUESDAY)

    assert (verdict.reason, verdict.contract and verdict.contract.number) == (Reason.CONTRACT_EXPIRED, "EX-A")

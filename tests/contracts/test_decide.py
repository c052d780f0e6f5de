"""The pure decision: the edges of each clause of the charter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts import coverage, sentences
from contracts.decision import (
    ContractFacts,
    DeviceFacts,
    Facts,
    Kind,
    Reason,
    RequesterKind,
    best_contract,
    decide,
)
from contracts.models import Channel, ContractLine
from tests.world import FORTIGATE, TUESDAY, World

DAY = date(2026, 10, 13)
PREMIUM = ContractFacts(
    id=1,
    number="P-1",
    level="premium",
    level_name="Premium",
    rank=1,
    channels=("web", "mail", "phone"),
    open_to_end_customers=True,
    remote_sessions=True,
    starts_on=DAY - timedelta(days=30),
    ends_on=DAY + timedelta(days=30),
    reseller="Réseau Plus",
    end_customer="Clinique des Lilas",
)
STANDARD = replace(
    PREMIUM, id=2, number="S-1", level="standard", level_name="Standard", rank=2, channels=("mail",),
    open_to_end_customers=False, remote_sessions=False,
)  # fmt: skip
DEVICE = DeviceFacts("FG1", "FortiGate 100F", True, None, "7.4.3", "7.0")
FACTS = Facts(RequesterKind.RESELLER, Kind.INCIDENT, Channel.WEB, "FG1", DEVICE, PREMIUM, DAY)


def reason(**changes: object) -> Reason:
    return decide(replace(FACTS, **changes)).reason  # type: ignore[arg-type]


def test_covered_to_the_last_day_included() -> None:  # CH-0
    assert reason(day=PREMIUM.ends_on) is Reason.COVERED
    assert reason(day=PREMIUM.ends_on + timedelta(days=1)) is Reason.CONTRACT_EXPIRED


def test_covered_from_the_first_day_on() -> None:  # CH-0
    assert reason(day=PREMIUM.starts_on) is Reason.COVERED
    assert reason(day=PREMIUM.starts_on - timedelta(days=1)) is Reason.CONTRACT_NOT_STARTED


def test_the_oldest_supported_version_itself_is_supported() -> None:  # CH-IV.1
    assert reason(device=replace(DEVICE, installed_version="7.0")) is Reason.COVERED
    assert reason(device=replace(DEVICE, installed_version="6.4.14")) is Reason.VERSION_NOT_SUPPORTED


def test_versions_compare_by_number_not_by_letter() -> None:
    older = replace(DEVICE, installed_version="7.4.9", oldest_supported_version="7.4.10")

    assert reason(device=older) is Reason.VERSION_NOT_SUPPORTED


def test_an_unknown_version_is_given_the_benefit_of_the_doubt() -> None:
    assert reason(device=replace(DEVICE, installed_version="")) is Reason.COVERED


def test_support_ends_after_its_last_day() -> None:  # CH-IV.1
    assert reason(device=replace(DEVICE, end_of_support=DAY)) is Reason.COVERED
    assert (
        reason(device=replace(DEVICE, end_of_support=DAY - timedelta(days=1)))
        is Reason.PRODUCT_END_OF_SUPPORT
    )


def test_an_end_customer_without_premium_goes_to_the_reseller_before_anything_is_said_of_the_product() -> (
    None
):
    # CH-II.2
    facts = {"requester": RequesterKind.END_CUSTOMER, "contract": STANDARD}

    assert reason(**facts, device=replace(DEVICE, in_catalogue=False)) is Reason.CONTACT_YOUR_RESELLER


def test_ps_needs_no_product() -> None:  # CH-PS
    assert (
        reason(kind=Kind.ASSISTANCE, serial="", device=None, contract=None, credit_minutes=1)
        is Reason.COVERED
    )
    assert reason(kind=Kind.ASSISTANCE, credit_minutes=0) is Reason.NO_PS_CREDIT


def test_ps_has_no_level() -> None:  # CH-PS
    assert decide(replace(FACTS, kind=Kind.ASSISTANCE, credit_minutes=60)).level is None


def test_every_refusal_names_its_rules() -> None:
    assert decide(replace(FACTS, contract=STANDARD)).rules == ("CH-III.1",)
    assert decide(FACTS).rules == ("CH-II.1", "CH-III.1")


def test_the_best_valid_level_wins_over_a_later_end() -> None:
    longer = replace(STANDARD, ends_on=DAY + timedelta(days=900))

    assert best_contract([longer, PREMIUM], DAY) is PREMIUM


def test_ties_go_to_the_latest_end() -> None:
    renewed = replace(PREMIUM, number="P-0", ends_on=PREMIUM.ends_on + timedelta(days=365))

    assert best_contract([PREMIUM, renewed], DAY) is renewed


def test_a_valid_standard_beats_an_expired_premium() -> None:  # CH-0
    expired = replace(PREMIUM, ends_on=DAY - timedelta(days=1))

    assert best_contract([expired, STANDARD], DAY) is STANDARD


def test_a_contract_to_come_is_named_rather_than_one_that_is_over() -> None:
    past = replace(PREMIUM, number="OLD", ends_on=DAY - timedelta(days=1))
    coming = replace(PREMIUM, number="NEW", starts_on=DAY + timedelta(days=5))

    assert best_contract([past, coming], DAY) is coming


def test_no_contract_at_all() -> None:
    assert best_contract([], DAY) is None


@pytest.mark.parametrize("kind", list(Kind))
def test_an_unknown_address_learns_nothing(kind: Kind) -> None:
    assert reason(requester=RequesterKind.UNKNOWN, kind=kind, credit_minutes=60) is Reason.REQUESTER_UNKNOWN


def test_a_withdrawn_device_is_not_said_to_be_under_an_ended_contract(world: World) -> None:
    line = ContractLine.objects.get(device__serial=FORTIGATE)
    line.withdrawn_on = DAY
    line.save()
    verdict = coverage.verdict(world.jean, FORTIGATE, "web", "incident", TUESDAY)
    text = sentences.say(verdict).text

    assert verdict.reason is Reason.CONTRACT_EXPIRED
    assert "n’est plus couvert depuis le 13/10/2026" in text
    assert "retiré du contrat EX-2024-0117" in text

"""What each channel opens for a device: the verdict on an incident by mail, portal and phone, and on a remote session.

Facts of many devices in one query; contracts/decision.py applies the charter to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import QuerySet

from accounts.models import Organisation
from contracts import coverage
from contracts.decision import ContractFacts, Kind, Verdict, best_contract
from contracts.models import Channel, Device


@dataclass(frozen=True, slots=True)
class Answers:
    """What the charter answers to one organisation about one device on one day, channel by channel."""

    device: Device
    contract: ContractFacts | None
    channels: Mapping[Channel, Verdict]
    remote_session: Verdict


def devices_of(organisation: Organisation) -> QuerySet[Device]:
    """The devices under a contract that `organisation` may know of, ended ones included, by serial."""
    lines = coverage.lines_in_sight(organisation)
    return Device.objects.filter(pk__in=lines.values("device")).select_related("product").order_by("serial")


def answers(organisation: Organisation, devices: Sequence[Device], day: date) -> list[Answers]:
    """One answer a device, in their order; `day` is the one in Paris (CH-0). One query for all of them."""
    contracts = coverage.contracts_over(organisation, devices)
    return [_answer(organisation, device, contracts[device.pk], day) for device in devices]


def _answer(
    organisation: Organisation, device: Device, contracts: Sequence[ContractFacts], day: date
) -> Answers:
    contract = best_contract(contracts, day)
    verdict = partial(coverage.verdict_on, device, contract, organisation, day=day)
    return Answers(
        device=device,
        contract=contract,
        channels={channel: verdict(channel=channel) for channel in Channel},
        remote_session=verdict(channel=Channel.PHONE, kind=Kind.REMOTE_SESSION),
    )

"""What each channel opens for a device: the verdict on an incident by mail, portal and phone, and on a remote session.

Facts of many devices in one query; contracts/decision.py applies the charter to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import Organisation
from contracts import coverage
from contracts.decision import ContractFacts, Facts, Kind, Verdict, best_contract, decide
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

    def verdict(channel: Channel, kind: Kind = Kind.INCIDENT) -> Verdict:
        return decide(
            Facts(
                requester=coverage.requester_kind(organisation),
                kind=kind,
                channel=channel,
                serial=device.serial,
                device=coverage.device_facts(device),
                contract=contract,
                day=day,
            )
        )

    return Answers(
        device=device,
        contract=contract,
        channels={channel: verdict(channel) for channel in Channel},
        remote_session=verdict(Channel.PHONE, Kind.REMOTE_SESSION),
    )

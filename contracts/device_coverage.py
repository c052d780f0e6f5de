"""What covers each of many devices on a day, as lists of devices say it: the contract that answers, and its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation
from contracts import coverage
from contracts.decision import ContractFacts, Verdict, best_contract
from contracts.models import Channel, Device


@dataclass(frozen=True, slots=True)
class DeviceCoverage:
    """`contract` answers for the device on the day; `verdict` is that on an incident by its level's best channel.

    `contracts` are all that its reader may know of, the one that answers among them.
    """

    device: Device
    contract: ContractFacts
    contracts: tuple[ContractFacts, ...]
    verdict: Verdict

    @property
    def is_open_by_web(self) -> bool:
        """Whether the level opens the portal (CH-III.1)."""
        return Channel.WEB in self.contract.channels


def of(devices: Sequence[Device], organisation: Organisation, day: date) -> list[DeviceCoverage]:
    """Each device in sight of `organisation` with what covers it on `day`, one in Paris: one query for all of them.

    Expects the product to be selected.
    """
    contracts = coverage.contracts_over(organisation, devices)
    return [_of(device, contracts[device.pk], organisation, day) for device in devices]


def _of(
    device: Device, contracts: Iterable[ContractFacts], organisation: Organisation, day: date
) -> DeviceCoverage:
    over = tuple(contracts)
    contract = best_contract(over, day)
    assert contract is not None  # a device is in sight through a contract
    channel = Channel.WEB if Channel.WEB in contract.channels else Channel(contract.channels[0])
    verdict = coverage.verdict_on(device, contract, organisation, channel=channel, day=day)
    return DeviceCoverage(device, contract, over, verdict)

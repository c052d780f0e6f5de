"""The contracts as the centre reads them: what, for whom, until when, on which devices, asked to go on or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from accounts.models import User
from contracts.ending import renewals
from contracts.ending.lifetime import Lifetime, lifetime
from contracts.lines_shown import Devices, devices_of
from contracts.models import Contract, RenewalRequest

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One contract; `asked` is the request for its renewal, `asked_text` says who made it."""

    contract: Contract
    state: Lifetime
    devices: Devices
    asked: RenewalRequest | None
    asked_text: str


def lines(contracts: Sequence[Contract], reader: User, today: date) -> list[Line]:
    """One line a contract, in a fixed number of queries; `today` is the day in Paris (CH-0)."""
    devices = devices_of(contracts, today)
    prefetch_related_objects(contracts, "renewal_requests__requested_by")
    return [_line(contract, devices[contract.pk], reader, today) for contract in contracts]


def _line(contract: Contract, devices: Devices, reader: User, today: date) -> Line:
    asked = renewals.asked_for(contract)
    said = renewals.said(asked, reader) if asked is not None else ""
    return Line(contract, lifetime(contract, today), devices, asked, said)

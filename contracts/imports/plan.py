"""What has to be written so that the database says what the file says; contracts/imports/writing.py does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from contracts.imports.known import KnownContract, KnownDevice, KnownProduct
from contracts.imports.parties import Party
from contracts.imports.report import Change, Counts, Effect, Subject, no_counts
from contracts.imports.said import ContractSaid, DeviceSaid, ProductSaid


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A contract and what it becomes. `moves`: its reseller or its days, which its lines repeat."""

    before: KnownContract
    level: str
    reseller: Party
    end_customer: Party | None
    starts_on: date
    ends_on: date
    sales_contact: int | None

    @property
    def moves(self) -> bool:
        """Whether the days or the reseller of its lines change with it."""
        before = self.before
        return (before.reseller, before.starts_on, before.ends_on) != (
            self.reseller.pk,
            self.starts_on,
            self.ends_on,
        )


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """A device and what it becomes."""

    before: KnownDevice
    product: ProductSaid
    version: str
    site: str


@dataclass(frozen=True, slots=True)
class ProductChange:
    """A product and the facts that it gets."""

    before: KnownProduct
    in_catalogue: bool
    oldest_version: str
    end_of_support: date | None


@dataclass(slots=True)
class NewLine:
    """A line to be made; `covered_from` None from the contract's first day on."""

    contract: ContractSaid
    device: DeviceSaid
    covered_from: date | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of this contract that ends on another day than it did; None when it is open again."""

    pk: int
    contract: int
    before: date | None
    withdrawn_on: date | None

    @property
    def shrinks(self) -> bool:
        """Whether it covers fewer days than before."""
        return self.withdrawn_on is not None and (self.before is None or self.withdrawn_on < self.before)


@dataclass(slots=True)
class Plan:
    """All that is to be written, and the tally of it for the report. Nothing of it is about what stays as it is."""

    new_parties: list[Party] = field(default_factory=list)
    new_codes: list[Party] = field(default_factory=list)
    new_products: list[ProductSaid] = field(default_factory=list)
    product_changes: list[ProductChange] = field(default_factory=list)
    new_devices: list[DeviceSaid] = field(default_factory=list)
    device_changes: list[DeviceChange] = field(default_factory=list)
    new_contracts: list[ContractSaid] = field(default_factory=list)
    contract_changes: list[ContractChange] = field(default_factory=list)
    new_lines: list[NewLine] = field(default_factory=list)
    line_changes: list[LineChange] = field(default_factory=list)
    counts: Counts = field(default_factory=no_counts)
    changes: list[Change] = field(default_factory=list)

    def count(self, subject: Subject, effect: Effect) -> None:
        """Count one thing more of this kind."""
        self.counts[subject][effect] += 1

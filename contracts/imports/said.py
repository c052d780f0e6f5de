"""What the file says in all of each contract, product, device and line, once its rows are put together.

Rows that name the same thing must agree; a row that does not is refused and names the one it disagrees with. What a
field holds None of, the file does not say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.imports.cells import Withdrawn
from contracts.imports.columns import Column
from contracts.imports.findings import Findings, Wrong
from contracts.imports.parties import Kind, Misnamed, Parties, Party, same_name
from contracts.imports.rows import Row
from contracts.versions import is_older

# For whom a reseller takes a contract that names no end customer.
NOBODY = Party("", Kind.END_CUSTOMER, None)


@dataclass(slots=True, eq=False)
class ContractSaid:
    """One contract; `pk` when it is known. `level` is a code, `sales_contact` the key of a person."""

    number: str
    line: int
    pk: int | None = None
    level: str | None = None
    reseller: Party | None = None
    end_customer: Party | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sales_contact: int | None = None
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class ProductSaid:
    """One product of the catalogue; `pk` when it is known."""

    vendor: str
    name: str
    line: int
    pk: int | None = None
    in_catalogue: bool | None = None
    oldest_version: str | None = None
    end_of_support: date | None = None
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class DeviceSaid:
    """One device; `pk` when it is known. Of several versions the newest counts, of several sites the first."""

    serial: str
    line: int
    pk: int | None = None
    product: ProductSaid | None = None
    version: str | None = None
    site: str | None = None
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class LineSaid:
    """One device under one contract."""

    contract: ContractSaid
    device: DeviceSaid
    line: int
    withdrawn: Withdrawn | None


@dataclass(frozen=True, slots=True)
class People:
    """The levels by what a file may call them, the centre's people by address, and the names of both."""

    levels: Mapping[str, str]
    level_names: Mapping[str, str]
    sales: Mapping[str, int]
    sales_names: Mapping[int, str]


class Said:
    """Puts the rows of a file together: `add` each, then read `contracts`, `products`, `devices` and `lines`.

    `columns` are those that the file has: a cell may be empty on purpose, a column that is not there says nothing.
    """

    def __init__(
        self, people: People, parties: Parties, findings: Findings, columns: Collection[Column]
    ) -> None:
        self.people = people
        self.parties = parties
        self._findings = findings
        self._names_customers = Column.END_CUSTOMER in columns or Column.END_CUSTOMER_CODE in columns
        self.tells_withdrawals = Column.WITHDRAWN in columns
        self.contracts: dict[str, ContractSaid] = {}
        self.products: dict[tuple[str, str], ProductSaid] = {}
        self.devices: dict[str, DeviceSaid] = {}
        self.lines: dict[tuple[str, str], LineSaid] = {}

    def add(self, row: Row) -> None:
        """Take a row over, as far as it can be read."""
        contract = self._contract(row)
        product = self._product(row)
        device = self._device(row, product)
        if contract is None or device is None:
            return
        key = (contract.number, device.serial)
        if key in self.lines:
            self._refuse(row, Column.SERIAL, device.serial, Wrong("line_twice", line=self.lines[key].line))
        else:
            self.lines[key] = LineSaid(contract, device, row.line, row.withdrawn)

    def _contract(self, row: Row) -> ContractSaid | None:
        level, sales = self._level(row), self._sales_contact(row)
        reseller = self._reseller(row)
        end_customer = self._end_customer(row, reseller)
        if row.number is None:
            return None
        contract = self.contracts.get(row.number)
        if contract is None:
            contract = self.contracts[row.number] = ContractSaid(row.number, row.line)
        self._agree(contract, row, Column.LEVEL, level)
        self._agree(contract, row, Column.RESELLER, reseller)
        self._agree(contract, row, Column.END_CUSTOMER, end_customer)
        self._agree(contract, row, Column.STARTS_ON, row.starts_on)
        self._agree(contract, row, Column.ENDS_ON, row.ends_on)
        self._agree(contract, row, Column.SALES_CONTACT, sales)
        return contract

    def _level(self, row: Row) -> str | None:
        if row.level is None:
            return None
        level = self.people.levels.get(same_name(row.level))
        if level is None:
            names = ", ".join(self.people.level_names.values())
            self._refuse(row, Column.LEVEL, row.level, Wrong("level_unknown", levels=names))
        return level

    def _sales_contact(self, row: Row) -> int | None:
        if row.sales_contact is None:
            return None
        person = self.people.sales.get(row.sales_contact.lower())
        if person is None:
            self._refuse(row, Column.SALES_CONTACT, row.sales_contact, Wrong("sales_contact_unknown"))
        return person

    def _reseller(self, row: Row) -> Party | None:
        return self._party(row, Kind.RESELLER, row.reseller, row.reseller_code)

    def _end_customer(self, row: Row, reseller: Party | None) -> Party | None:
        if not self._names_customers:
            return None
        if row.end_customer is None and row.end_customer_code is None:
            return NOBODY
        if _same(row.end_customer, row.reseller) or _same(row.end_customer_code, row.reseller_code):
            self._refuse(row, Column.END_CUSTOMER, row.end_customer or "", Wrong("reseller_is_end_customer"))
            return None
        customer = self._party(row, Kind.END_CUSTOMER, row.end_customer, row.end_customer_code)
        if customer is not None and customer.is_new and customer.first_reseller is None:
            customer.first_reseller = reseller
        return customer

    def _party(self, row: Row, kind: str, name: str | None, code: str | None) -> Party | None:
        if name is None and code is None:
            return None
        try:
            return self.parties.find(kind, name or "", code or "", row.line)
        except Misnamed as wrong:
            value = code if wrong.column in _CODES else name
            self._refuse(row, wrong.column, value or "", wrong)
            return None

    def _product(self, row: Row) -> ProductSaid | None:
        if row.vendor is None or row.product is None:
            return None
        key = (same_name(row.vendor), same_name(row.product))
        product = self.products.get(key)
        if product is None:
            product = self.products[key] = ProductSaid(row.vendor, row.product, row.line)
        self._agree(product, row, Column.IN_CATALOGUE, row.in_catalogue)
        self._agree(product, row, Column.OLDEST_VERSION, row.oldest_version)
        self._agree(product, row, Column.END_OF_SUPPORT, row.end_of_support)
        return product

    def _device(self, row: Row, product: ProductSaid | None) -> DeviceSaid | None:
        if row.serial is None:
            return None
        device = self.devices.get(row.serial)
        if device is None:
            device = self.devices[row.serial] = DeviceSaid(row.serial, row.line)
        self._agree(device, row, Column.PRODUCT, product)
        if row.version is not None and (device.version is None or is_older(device.version, row.version)):
            device.version = row.version
            device.lines[Column.VERSION] = row.line
        if device.site is None and row.site is not None:
            device.site = row.site
            device.lines[Column.SITE] = row.line
        return device

    def _agree(
        self, said: ContractSaid | ProductSaid | DeviceSaid, row: Row, column: Column, value: Any
    ) -> None:
        """Note what this row says in this column; refuse the row when another said otherwise."""
        if value is None:
            return
        before = getattr(said, column)
        if before is None:
            setattr(said, column, value)
            said.lines[column] = row.line
        elif before != value:
            wrong = Wrong(_DISAGREES[type(said)], line=said.lines[column], value=self._shown(before))
            self._refuse(row, column, self._shown(value), wrong)

    def _shown(self, value: Any) -> str:
        match value:
            case Party() | ProductSaid():
                return value.name
            case date():
                return f"{value:%d/%m/%Y}"
            case bool():
                return "oui" if value else "non"
            case int():
                return self.people.sales_names[value]
        return self.people.level_names.get(value, str(value))

    def _refuse(self, row: Row, column: Column, value: str, wrong: Wrong) -> None:
        self._findings.refuse(row.line, column, value, wrong)


_CODES = (Column.RESELLER_CODE, Column.END_CUSTOMER_CODE)
_DISAGREES: dict[type, str] = {
    ContractSaid: "contract_disagrees",
    ProductSaid: "product_disagrees",
    DeviceSaid: "device_disagrees",
}


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and same_name(one) == same_name(other)

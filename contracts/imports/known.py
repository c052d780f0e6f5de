"""What the database says of the things that a file names, read in a few queries however long the file is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Organisation, User
from contracts.imports.parties import same_name
from contracts.imports.said import People
from contracts.models import Contract, ContractLine, Device, Product, SupportLevel


class KnownContract(NamedTuple):
    """A contract as it stands; the keys of its level, its parties and its sales contact."""

    pk: int
    number: str
    level: str
    reseller: int
    end_customer: int | None
    starts_on: date
    ends_on: date
    sales_contact: int | None


class KnownDevice(NamedTuple):
    pk: int
    serial: str
    product: int
    version: str
    site: str


class KnownProduct(NamedTuple):
    pk: int
    vendor: str
    name: str
    in_catalogue: bool
    oldest_version: str
    end_of_support: date | None


class KnownLine(NamedTuple):
    """A line as it stands, with the days and the reseller of its contract."""

    pk: int
    contract: int
    number: str
    reseller: int
    starts_on: date
    ends_on: date
    device: int
    serial: str
    covered_from: date | None
    withdrawn_on: date | None


def people() -> People:
    """The levels of support and the people of the centre, by whatever a file may call them."""
    levels: dict[str, str] = {}
    names: dict[str, str] = {}
    for code, name in SupportLevel.objects.order_by("rank").values_list("code", "name"):
        names[code] = name
        for called in (code, name, f"Exer {name}", f"Support {name}", f"Support Exer {name}"):
            levels.setdefault(same_name(called), code)
    centre = User.objects.filter(organisation__kind=Organisation.Kind.CENTRE, is_program=False)
    rows = list(centre.values_list("pk", "email", "full_name"))
    return People(
        levels, names, {email: pk for pk, email, _name in rows}, {pk: name for pk, _email, name in rows}
    )


def contracts(numbers: Collection[str]) -> dict[str, KnownContract]:
    """The contracts with these numbers."""
    rows = Contract.objects.filter(number__in=numbers).order_by("pk")
    found = rows.values_list(
        "pk", "number", "level", "reseller", "end_customer", "starts_on", "ends_on", "sales_contact"
    )
    return {contract.number: contract for contract in map(KnownContract._make, found)}


def devices(serials: Collection[str]) -> dict[str, KnownDevice]:
    """The devices with these serial numbers, as they are stored."""
    rows = Device.objects.filter(serial__in=serials).order_by("pk")
    found = rows.values_list("pk", "serial", "product", "installed_version", "site")
    return {device.serial: device for device in map(KnownDevice._make, found)}


def products() -> dict[tuple[str, str], list[KnownProduct]]:
    """The whole catalogue, by the vendor's and the product's name without case and accents."""
    catalogue: dict[tuple[str, str], list[KnownProduct]] = {}
    rows = Product.objects.order_by("pk").values_list(
        "pk", "vendor__name", "name", "in_catalogue", "oldest_supported_version", "end_of_support"
    )
    for product in map(KnownProduct._make, rows):
        catalogue.setdefault((same_name(product.vendor), same_name(product.name)), []).append(product)
    return catalogue


def lines(
    contracts: Collection[int], devices: Collection[int], running_after: date | None
) -> list[KnownLine]:
    """The lines of these contracts, all lines of their devices and of `devices`, in the order they were made.

    With `running_after`, also every line that covers a day from it on.
    """
    of_contracts = ContractLine.objects.filter(contract__in=contracts)
    concerned = set(devices) | set(of_contracts.values_list("device", flat=True))
    wanted = Q(device__in=concerned)
    if running_after is not None:
        wanted |= Q(covered__endswith__gt=running_after)
    rows = ContractLine.objects.filter(wanted).order_by("pk")
    found = rows.values_list(
        "pk",
        "contract",
        "contract__number",
        "contract__reseller",
        "contract__starts_on",
        "contract__ends_on",
        "device",
        "device__serial",
        "covered_from",
        "withdrawn_on",
    )
    return [KnownLine._make(row) for row in found]


def running_lines(today: date) -> int:
    """How many lines cover a day from `today` on."""
    return ContractLine.objects.filter(covered__endswith__gt=today).count()

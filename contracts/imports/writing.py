"""Writing what was planned, in bulk, inside the transaction of contracts/imports/applying.py.

The order keeps the constraints of the database true after each statement: what ends, ends before anything begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import Organisation
from contracts import families
from contracts.imports.parties import Kind, Party
from contracts.imports.plan import ContractChange, LineChange, Plan
from contracts.imports.said import NOBODY, ContractSaid, ProductSaid
from contracts.models import Contract, ContractLine, Product, Vendor

AT_A_TIME = 5000
# Before all days: a line that was withdrawn then covers none, whatever its contract says.
_NEVER = date.min


class Moved(Exception):
    """A version was stated after it was read here: read again."""


def write(plan: Plan, step: Callable[[], None]) -> None:
    """Write all of the plan; `step` is called after each of `STEPS`. `Moved` when a device is no more what was read."""
    with connection.cursor() as cursor:
        # Checks put off to the end pile up, and the triggers of the lines wade through the pile: 50,000 take minutes.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for write_part in STEPS:
        write_part(plan)
        step()


def _parties(plan: Plan) -> None:
    """Resellers before their end customers."""
    for kind in (Kind.RESELLER, Kind.END_CUSTOMER):
        new = [party for party in plan.new_parties if party.kind == kind]
        rows = Organisation.objects.bulk_create([_organisation(party) for party in new], AT_A_TIME)
        for party, row in zip(new, rows, strict=True):
            party.pk = row.pk
    for party in plan.new_codes:
        Organisation.objects.filter(pk=_key(party)).update(erp_code=party.code)


def _organisation(party: Party) -> Organisation:
    reseller = party.first_reseller.pk if party.first_reseller is not None else None
    return Organisation(name=party.name, kind=party.kind, erp_code=party.code, reseller_id=reseller)


def _products(plan: Plan) -> None:
    vendors: dict[str, Vendor] = {}
    for product in plan.new_products:
        if product.vendor not in vendors:
            vendors[product.vendor] = Vendor.objects.get_or_create(name=product.vendor)[0]
    rows = Product.objects.bulk_create(
        [_product(product, vendors[product.vendor]) for product in plan.new_products]
    )
    for product, row in zip(plan.new_products, rows, strict=True):
        product.pk = row.pk
    for change in plan.product_changes:
        Product.objects.filter(pk=change.before.pk).update(
            in_catalogue=change.in_catalogue,
            oldest_supported_version=change.oldest_version,
            end_of_support=change.end_of_support,
        )


def _product(said: ProductSaid, vendor: Vendor) -> Product:
    return Product(
        vendor=vendor,
        name=said.name,
        family=families.of_product(said.name),
        in_catalogue=said.in_catalogue is not False,
        oldest_supported_version=said.oldest_version or "",
        end_of_support=said.end_of_support,
    )


def _new_devices(plan: Plan) -> None:
    made = _run(
        """INSERT INTO contracts_device (serial, product_id, installed_version, site)
        SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[]) RETURNING serial, id""",
        [(said.serial, _key(said.product), said.version or "", said.site or "") for said in plan.new_devices],
    )
    keys = dict(made)
    for said in plan.new_devices:
        said.pk = keys[said.serial]


def _device_changes(plan: Plan) -> None:
    """A version of the file takes the place of the one that a customer had stated, unless it was stated just now."""
    written = _run(
        """UPDATE contracts_device device
        SET product_id = new.product_id, installed_version = new.version, site = new.site,
            version_stated_by_id = CASE WHEN new.version = new.before THEN version_stated_by_id END,
            version_stated_at = CASE WHEN new.version = new.before THEN version_stated_at END
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[])
            new(id, product_id, version, site, before)
        WHERE device.id = new.id AND device.installed_version = new.before RETURNING device.id""",
        [
            (change.before.pk, _key(change.product), change.version, change.site, change.before.version)
            for change in plan.device_changes
        ],
    )
    if len(written) < len(plan.device_changes):
        raise Moved


def _new_contracts(plan: Plan) -> None:
    rows = Contract.objects.bulk_create([_contract(said) for said in plan.new_contracts], AT_A_TIME)
    for said, row in zip(plan.new_contracts, rows, strict=True):
        said.pk = row.pk


def _contract(said: ContractSaid) -> Contract:
    assert said.level is not None and said.starts_on is not None and said.ends_on is not None
    customer = said.end_customer if said.end_customer is not NOBODY else None
    return Contract(
        number=said.number,
        level_id=said.level,
        reseller_id=_key(said.reseller),
        end_customer_id=customer.pk if customer is not None else None,
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        sales_contact_id=said.sales_contact,
    )


def _ending_lines(plan: Plan) -> None:
    """Lines that cover less than before, in contracts that stay where they are."""
    moved = {change.before.pk for change in plan.contract_changes if change.moves}
    _withdraw(change for change in plan.line_changes if change.shrinks and change.contract not in moved)


def _contract_changes(plan: Plan) -> None:
    """Contracts that keep their days and reseller; naming these columns would touch every line of theirs."""
    _run(
        """UPDATE contracts_contract contract
        SET level_id = new.level_id, end_customer_id = new.end_customer_id, sales_contact_id = new.sales_id
        FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[])
            new(id, level_id, end_customer_id, sales_id)
        WHERE contract.id = new.id""",
        [_contract_row(change) for change in plan.contract_changes if not change.moves],
    )


def _moving_contracts(plan: Plan) -> None:
    """Contracts whose days or reseller change. Meanwhile their lines cover nothing: two contracts over one device may
    both pass to another reseller, and the device is nobody's else between the two."""
    moved = [change for change in plan.contract_changes if change.moves]
    if not moved:
        return
    ends = {change.pk: change.withdrawn_on for change in plan.line_changes}
    lines = ContractLine.objects.filter(contract__in=[change.before.pk for change in moved])
    rows = list(lines.order_by("pk").values_list("pk", "covered_from", "withdrawn_on"))
    _update_lines([(pk, None, _NEVER) for pk, _first, _end in rows])
    _run(
        """UPDATE contracts_contract contract
        SET level_id = new.level_id, end_customer_id = new.end_customer_id, sales_contact_id = new.sales_id,
            reseller_id = new.reseller_id, starts_on = new.starts_on, ends_on = new.ends_on
        FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::date[], %s::date[])
            new(id, level_id, end_customer_id, sales_id, reseller_id, starts_on, ends_on)
        WHERE contract.id = new.id""",
        [
            (*_contract_row(change), _key(change.reseller), change.starts_on, change.ends_on)
            for change in moved
        ],
    )
    _update_lines([(pk, first, ends.get(pk, end)) for pk, first, end in rows])


def _contract_row(change: ContractChange) -> tuple[Any, ...]:
    customer = change.end_customer.pk if change.end_customer is not None else None
    return change.before.pk, change.level, customer, change.sales_contact


def _growing_lines(plan: Plan) -> None:
    moved = {change.before.pk for change in plan.contract_changes if change.moves}
    _withdraw(change for change in plan.line_changes if not change.shrinks and change.contract not in moved)


def _new_lines(plan: Plan) -> None:
    _run(
        """INSERT INTO contracts_contractline (contract_id, device_id, covered_from, withdrawn_on)
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::date[])""",
        [
            (_key(line.contract), _key(line.device), line.covered_from, line.withdrawn_on)
            for line in plan.new_lines
        ],
    )


STEPS: Sequence[Callable[[Plan], None]] = (
    _parties,
    _products,
    _new_devices,
    _device_changes,
    _new_contracts,
    _ending_lines,
    _contract_changes,
    _moving_contracts,
    _growing_lines,
    _new_lines,
)


def _key(said: Any) -> int:
    """The key of something that is known or was just made."""
    assert said is not None and said.pk is not None
    key: int = said.pk
    return key


def _withdraw(changes: Iterable[LineChange]) -> None:
    _run(
        """UPDATE contracts_contractline line SET withdrawn_on = new.withdrawn_on
        FROM unnest(%s::bigint[], %s::date[]) new(id, withdrawn_on) WHERE line.id = new.id""",
        [(change.pk, change.withdrawn_on) for change in changes],
    )


def _update_lines(rows: Sequence[tuple[int, date | None, date | None]]) -> None:
    _run(
        """UPDATE contracts_contractline line
        SET covered_from = new.covered_from, withdrawn_on = new.withdrawn_on
        FROM unnest(%s::bigint[], %s::date[], %s::date[]) new(id, covered_from, withdrawn_on)
        WHERE line.id = new.id""",
        rows,
    )


def _run(statement: str, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Run one statement over the columns of `rows`, and give back what it returns; nothing is run without rows."""
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
        returned: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
        return returned

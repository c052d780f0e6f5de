"""Where organisations, products, devices and contracts differ from what the file says of them.

The file changes what it says and nothing else: an empty cell, or a column that is not there, leaves what is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from contracts.imports.columns import Column
from contracts.imports.findings import Findings, Wrong
from contracts.imports.known import KnownContract, KnownDevice, KnownProduct
from contracts.imports.parties import Kind, Parties, Party, same_name
from contracts.imports.plan import ContractChange, DeviceChange, Plan, ProductChange
from contracts.imports.report import Change, Effect, Subject
from contracts.imports.said import NOBODY, ContractSaid, DeviceSaid, People, ProductSaid, Said
from contracts.versions import is_older

Catalogue = Mapping[tuple[str, str], list[KnownProduct]]


def compare_parties(parties: Parties, plan: Plan, findings: Findings) -> None:
    """Plan the organisations that the file makes, and the codes that known ones get."""
    for party in parties.mentioned():
        if party.is_new:
            plan.new_parties.append(party)
            plan.count(Subject.ORGANISATIONS, Effect.CREATED)
            column = Column.RESELLER if party.kind == Kind.RESELLER else Column.END_CUSTOMER
            findings.warn(
                party.line, column, party.name, "organisation_made", name=party.name, kind=party.kind
            )
        elif party.gets_code:
            plan.new_codes.append(party)
            plan.count(Subject.ORGANISATIONS, Effect.CHANGED)
            column = Column.RESELLER_CODE if party.kind == Kind.RESELLER else Column.END_CUSTOMER_CODE
            plan.changes.append(
                Change(Subject.ORGANISATIONS, party.name, column, "", party.code or "", party.line)
            )
        else:
            plan.count(Subject.ORGANISATIONS, Effect.UNCHANGED)


def compare_products(
    products: Iterable[ProductSaid], catalogue: Catalogue, plan: Plan, findings: Findings
) -> None:
    """Plan the products that are new or change."""
    for said in products:
        alike = catalogue.get((same_name(said.vendor), same_name(said.name)), [])
        exact = [product for product in alike if (product.vendor, product.name) == (said.vendor, said.name)]
        if len(alike) > 1 and not exact:
            names = ", ".join(map(_full_name, alike))
            findings.refuse(said.line, Column.PRODUCT, said.name, Wrong("product_ambiguous", names=names))
        elif alike:
            before = (exact or alike)[0]
            said.pk = before.pk
            _compare_product(said, before, plan)
        else:
            plan.new_products.append(said)
            plan.count(Subject.PRODUCTS, Effect.CREATED)
            findings.warn(said.line, Column.PRODUCT, said.name, "product_made", name=_full_name(said))


def _compare_product(said: ProductSaid, before: KnownProduct, plan: Plan) -> None:
    after = ProductChange(
        before,
        before.in_catalogue if said.in_catalogue is None else said.in_catalogue,
        said.oldest_version or before.oldest_version,
        said.end_of_support or before.end_of_support,
    )
    changed = _changes(
        Subject.PRODUCTS,
        _full_name(before),
        said.lines,
        (Column.IN_CATALOGUE, _yes_no(before.in_catalogue), _yes_no(after.in_catalogue)),
        (Column.OLDEST_VERSION, before.oldest_version, after.oldest_version),
        (Column.END_OF_SUPPORT, shown_day(before.end_of_support), shown_day(after.end_of_support)),
    )
    _tally(plan, Subject.PRODUCTS, changed)
    if changed:
        plan.product_changes.append(after)


def compare_devices(
    devices: Iterable[DeviceSaid],
    known: Mapping[str, KnownDevice],
    products: Mapping[int, KnownProduct],
    plan: Plan,
    findings: Findings,
) -> None:
    """Plan the devices that are new or change; `products` are the known ones by key."""
    for said in devices:
        before = known.get(said.serial)
        if said.product is None:
            continue
        if before is None:
            plan.new_devices.append(said)
            plan.count(Subject.DEVICES, Effect.CREATED)
            continue
        said.pk = before.pk
        version = _version(said, before, findings)
        after = DeviceChange(before, said.product, version, said.site or before.site)
        changed = _changes(
            Subject.DEVICES,
            said.serial,
            said.lines,
            (Column.VERSION, before.version, after.version),
            (Column.SITE, before.site, after.site),
        )
        if said.product.pk != before.product:
            names = (_full_name(products[before.product]), _full_name(said.product))
            line = said.lines[Column.PRODUCT]
            changed.append(Change(Subject.DEVICES, said.serial, Column.PRODUCT, *names, line))
        _tally(plan, Subject.DEVICES, changed)
        if changed:
            plan.device_changes.append(after)


def _version(said: DeviceSaid, before: KnownDevice, findings: Findings) -> str:
    """The version that is installed, by the file or as it was known: whichever is newer (CH-IV.1)."""
    if said.version is None or said.version == before.version:
        return before.version
    if is_older(said.version, before.version):
        findings.warn(said.line, Column.VERSION, said.version, "version_older", known=before.version)
        return before.version
    if is_older(before.version, said.version) or not any(sign.isdigit() for sign in before.version):
        return said.version
    # The same numbers, written otherwise.
    return before.version


def compare_contracts(
    said_all: Said, known: Mapping[str, KnownContract], plan: Plan, findings: Findings
) -> dict[int, ContractChange]:
    """Plan the contracts that are new or change; give back what each known one becomes, by key."""
    becomes: dict[int, ContractChange] = {}
    parties = said_all.parties
    for said in said_all.contracts.values():
        if said.level is None or said.reseller is None or said.starts_on is None or said.ends_on is None:
            continue
        _warn_of_another_reseller(said, said.reseller, findings, parties)
        before = known.get(said.number)
        if before is None:
            plan.new_contracts.append(said)
            plan.count(Subject.CONTRACTS, Effect.CREATED)
            continue
        said.pk = before.pk
        _warn_of_a_change_of_hands(said, said.reseller, parties.by_pk[before.reseller], findings)
        after = ContractChange(
            before,
            said.level,
            said.reseller,
            _customer(said, before, parties),
            said.starts_on,
            said.ends_on,
            said.sales_contact or before.sales_contact,
        )
        becomes[before.pk] = after
        changed = _contract_changes(said, after, parties, said_all.people)
        _tally(plan, Subject.CONTRACTS, changed)
        if changed:
            plan.contract_changes.append(after)
    return becomes


def _customer(said: ContractSaid, before: KnownContract, parties: Parties) -> Party | None:
    if said.end_customer is None:
        return parties.by_pk[before.end_customer] if before.end_customer is not None else None
    return None if said.end_customer is NOBODY else said.end_customer


def _contract_changes(
    said: ContractSaid, after: ContractChange, parties: Parties, people: People
) -> list[Change]:
    before = after.before

    def party(pk: int | None) -> Party | None:
        return parties.by_pk[pk] if pk is not None else None

    def sales(pk: int | None) -> str:
        return people.sales_names.get(pk, "") if pk is not None else ""

    changed = _changes(
        Subject.CONTRACTS,
        said.number,
        said.lines,
        (Column.LEVEL, people.level_names[before.level], people.level_names[after.level]),
        (Column.STARTS_ON, shown_day(before.starts_on), shown_day(after.starts_on)),
        (Column.ENDS_ON, shown_day(before.ends_on), shown_day(after.ends_on)),
    )
    for column, was, becomes in (
        (Column.RESELLER, party(before.reseller), after.reseller),
        (Column.END_CUSTOMER, party(before.end_customer), after.end_customer),
    ):
        if was is not becomes:
            names = (was.name if was else "", becomes.name if becomes else "")
            changed.append(Change(Subject.CONTRACTS, said.number, column, *names, said.lines[column]))
    if before.sales_contact != after.sales_contact:
        names = (sales(before.sales_contact), sales(after.sales_contact))
        line = said.lines[Column.SALES_CONTACT]
        changed.append(Change(Subject.CONTRACTS, said.number, Column.SALES_CONTACT, *names, line))
    return changed


def _warn_of_a_change_of_hands(
    said: ContractSaid, reseller: Party, former: Party, findings: Findings
) -> None:
    """Say when a known contract passes to another reseller, and its devices out of the former one's sight."""
    if reseller is not former:
        facts = {"number": said.number, "former": former.name, "reseller": reseller.name}
        findings.warn(said.line, Column.RESELLER, reseller.name, "contract_changes_hands", **facts)


def _warn_of_another_reseller(
    said: ContractSaid, reseller: Party, findings: Findings, parties: Parties
) -> None:
    """Say when a known end customer is another reseller's: a contract may, a typing error might."""
    customer = said.end_customer
    if customer is None or customer.pk is None or customer.reseller_id in {None, reseller.pk}:
        return
    other = parties.by_pk[customer.reseller_id] if customer.reseller_id is not None else customer
    findings.warn(
        said.line,
        Column.END_CUSTOMER,
        customer.name,
        "customer_of_another_reseller",
        customer=customer.name,
        reseller=other.name,
    )


def _changes(
    subject: Subject, key: str, lines: Mapping[str, int], *facts: tuple[Column, Any, Any]
) -> list[Change]:
    """The facts that differ, with the line of the file that says so."""
    return [
        Change(subject, key, column, before, after, lines.get(column, 0))
        for column, before, after in facts
        if before != after
    ]


def _tally(plan: Plan, subject: Subject, changed: list[Change]) -> None:
    plan.count(subject, Effect.CHANGED if changed else Effect.UNCHANGED)
    plan.changes.extend(changed)


def _full_name(product: ProductSaid | KnownProduct) -> str:
    return f"{product.vendor} {product.name}"


def _yes_no(value: bool) -> str:
    return "oui" if value else "non"


def shown_day(value: date | None) -> str:
    """A day as reports write it, in both languages."""
    return f"{value:%d/%m/%Y}" if value is not None else ""

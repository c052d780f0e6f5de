"""Applying a file: whole or not at all, once, in the database as it stands when it is applied."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from contracts.imports import ImportRefused, Report, apply, check, writing
from contracts.models import Contract, ContractLine, Device, Product
from contracts.versions_stated import state_version
from tests.contracts.imports.files import (
    NUMBER,
    SERIAL,
    TODAY,
    csv_of,
    demo,
    demo_but,
    effects,
    file_of,
    row,
    table,
    warned,
    xlsx_of,
)
from tests.contracts.imports.files import Row as FileRow
from tests.world import FORTIGATE, TUESDAY, World


def applied(*rows: FileRow, today: date = TODAY, **how: Any) -> Report:
    """The rows, applied on `today`."""
    return apply(file_of(*rows), "contrats.csv", today=today, by=None, **how)


def _apply(content: bytes) -> Report:
    return apply(content, "contrats.csv", today=TODAY, by=None)


def written_by(content: bytes) -> list[str]:
    """The statements that change rows when this file is applied."""
    with CaptureQueriesContext(connection) as queries:
        apply(content, "contrats", today=TODAY, by=None)
    verbs = ("INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in queries if query["sql"].lstrip().startswith(verbs)]


def test_all_that_a_file_says_is_in_the_database(world: World) -> None:
    applied(
        row(
            client="Mairie de Lille",
            code="R-001",
            code_client="C-7",
            Commercial=world.ines.email,
            Produit="FortiGate 70G",
            version="7.4.3",
            Site="Baie 2",
            catalogue="non",
            ancienne="7.0",
            fin_de_support="31/12/2030",
        )
    )

    line = ContractLine.objects.get(device__serial=SERIAL)
    contract, device, product = line.contract, line.device, line.device.product
    assert contract.end_customer is not None
    assert (contract.number, contract.level_id, contract.reseller.erp_code) == (NUMBER, "premium", "R-001")
    assert (contract.starts_on, contract.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))
    assert (contract.end_customer.name, contract.end_customer.erp_code) == ("Mairie de Lille", "C-7")
    assert contract.end_customer.reseller == contract.reseller
    assert contract.sales_contact == world.ines
    assert (device.installed_version, device.site) == ("7.4.3", "Baie 2")
    assert (product.vendor.name, product.name, product.in_catalogue) == ("Fortinet", "FortiGate 70G", False)
    assert (product.oldest_supported_version, product.end_of_support) == ("7.0", date(2030, 12, 31))
    assert (line.covered_from, line.withdrawn_on) == (None, None)


def test_a_refused_file_changes_nothing(world: World) -> None:
    with pytest.raises(ImportRefused) as refused:
        applied(row(client="Mairie de Lille"), row(client="Mairie de Lille", serie="FG-2", Fin="hier"))

    assert [each.code for each in refused.value.report.refusals] == ["date_unreadable"]
    assert not Contract.objects.filter(number=NUMBER).exists()
    assert not Organisation.objects.filter(name="Mairie de Lille").exists()


def test_the_second_time_everything_is_unchanged_and_nothing_is_written(world: World) -> None:
    rows = [row(client="Mairie de Lille", version="7.4.3"), row(client="Mairie de Lille", serie="FG-2")]
    first = applied(*rows)
    second = applied(*rows)

    assert not first.changes_nothing
    assert second.changes_nothing
    assert effects(second, "lines") == effects(second, "devices") == {"unchanged": 2}
    assert written_by(file_of(*rows)) == []


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(";", "windows-1252"), (";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-16"), ("|", "utf-8")],
)
def test_what_the_database_says_comes_back_unchanged_in_any_dialect(
    world: World, separator: str, encoding: str
) -> None:
    content = csv_of(demo(), separator, encoding)

    report = check(content, "contrats.csv", today=TODAY, complete=True)

    assert report.is_clean and report.changes_nothing
    assert effects(report, "lines") == {"unchanged": 6}
    assert written_by(content) == []


def test_what_the_database_says_comes_back_unchanged_from_a_workbook(world: World) -> None:
    content = xlsx_of(demo(lambda day: day))

    assert check(content, "contrats.xlsx", today=TODAY).changes_nothing
    assert written_by(content) == []


def test_a_contract_that_changes_is_said_before_and_after(world: World) -> None:
    applied(row())
    changed = row(
        Niveau="Standard", Fin="31/12/2028", client="Clinique des Lilas", Commercial=world.ines.email
    )

    report = applied(changed)

    assert [(change.what, change.field, change.before, change.after) for change in report.changes] == [
        (f"contrat {NUMBER}", "Niveau", "Premium", "Standard"),
        (f"contrat {NUMBER}", "Fin", "31/12/2027", "31/12/2028"),
        (f"contrat {NUMBER}", "Client final", "", "Clinique des Lilas"),
        (f"contrat {NUMBER}", "Commercial", "", "Inès Faure"),
    ]
    assert Contract.objects.get(number=NUMBER).ends_on == date(2028, 12, 31)


def test_an_empty_end_customer_is_nobody_a_missing_column_says_nothing(world: World) -> None:
    applied(row(client="Clinique des Lilas"))
    without = row()
    del without["Client final"]

    applied(without)
    kept = Contract.objects.get(number=NUMBER).end_customer
    applied(row(client=""))

    assert kept is not None
    assert Contract.objects.get(number=NUMBER).end_customer is None


def test_what_the_file_leaves_empty_stays_as_it_is_known(world: World) -> None:
    full = row(version="7.4.3", Site="Baie 2", catalogue="oui", ancienne="7.0", Commercial=world.ines.email)
    applied(full)

    report = applied(full | {header: "" for header in full if header not in row()})

    assert report.changes_nothing


def test_a_newer_version_takes_the_place_of_the_one_that_was_stated(world: World) -> None:
    device = Device.objects.get(serial=FORTIGATE)
    state_version(device, "7.4.5", by=world.jean, at=TUESDAY)

    older = _apply(demo_but(FORTIGATE, "Version installée", "7.4.4"))
    device.refresh_from_db()
    kept = (device.installed_version, device.version_stated_by)
    _apply(demo_but(FORTIGATE, "Version installée", "7.4.6"))
    device.refresh_from_db()

    assert warned(older) == ["version_older"]
    assert kept == ("7.4.5", world.jean)
    assert (device.installed_version, device.version_stated_by) == ("7.4.6", None)


def test_a_site_that_changes_leaves_alone_who_stated_the_version(world: World) -> None:
    device = Device.objects.get(serial=FORTIGATE)
    state_version(device, "7.4.5", by=world.jean, at=TUESDAY)

    _apply(demo_but(FORTIGATE, "Site", "Lille, baie 3"))

    device.refresh_from_db()
    assert (device.site, device.version_stated_by) == ("Lille, baie 3", world.jean)


def test_products_change_by_any_of_their_lines(world: World) -> None:
    applied(row(), row(serie="FG-2", ancienne="7.2", fin_de_support="31/12/2030"))

    product = Product.objects.get(name="FortiGate 100F")
    assert (product.oldest_supported_version, product.end_of_support) == ("7.2", date(2030, 12, 31))


def test_progress_goes_on_while_it_is_written(world: World) -> None:
    told: list[tuple[int, int]] = []

    applied(row(), row(serie="FG-2"), progress=lambda done, total: told.append((done, total)))

    assert told[0] == (0, 4)
    assert told[-1] == (4, 4)
    assert told == sorted(told)


def test_a_version_that_is_stated_meanwhile_is_not_written_over(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    jean = transactional_world.jean

    def state() -> None:
        state_version(Device.objects.get(serial=FORTIGATE), "7.4.9", by=jean, at=TUESDAY)

    _before_writing(monkeypatch, state)

    report = _apply(demo_but(FORTIGATE, "Version installée", "7.4.4"))

    device = Device.objects.get(serial=FORTIGATE)
    assert warned(report) == ["version_older"]
    assert (device.installed_version, device.version_stated_by) == ("7.4.9", jean)


def test_an_organisation_that_is_made_meanwhile_is_the_one_of_the_file(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make() -> None:
        Organisation.objects.create(name="Mairie de Lille", kind=Organisation.Kind.END_CUSTOMER)

    _before_writing(monkeypatch, make)

    report = _apply(file_of(row(client="Mairie de Lille")))

    assert effects(report, "organisations") == {"unchanged": 2}
    assert Contract.objects.filter(number=NUMBER, end_customer__name="Mairie de Lille").exists()


def test_a_contract_is_changed_by_hand_before_the_file_or_after_it(
    transactional_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _apply(file_of(row()))
    hand = threading.Thread(target=_prolong_by_hand)
    write = writing.write

    def write_meanwhile(*args: Any) -> None:
        hand.start()
        hand.join(0.3)
        write(*args)

    monkeypatch.setattr(writing, "write", write_meanwhile)

    _apply(file_of(row(Niveau="Standard")))
    hand.join()

    contract = Contract.objects.get(number=NUMBER)
    assert (contract.level_id, contract.ends_on) == ("standard", date(2030, 12, 31))


def _prolong_by_hand() -> None:
    Contract.objects.filter(number=NUMBER).update(ends_on=date(2030, 12, 31))
    connection.close()


def _before_writing(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], None]) -> None:
    """Have somebody else do this, once, between the reading of a file and its writing."""
    write = writing.write

    def run() -> None:
        deed()
        connection.close()

    def write_after_it(*args: Any) -> None:
        monkeypatch.setattr(writing, "write", write)
        other = threading.Thread(target=run)
        other.start()
        other.join()
        write(*args)

    monkeypatch.setattr(writing, "write", write_after_it)


def test_two_files_at_once_are_applied_one_after_the_other(transactional_world: World) -> None:
    content = file_of(*(row(serie=f"FG-{number}") for number in range(30)))
    reports: list[Report] = []

    def run() -> None:
        reports.append(apply(content, "contrats.csv", today=TODAY, by=None))
        connection.close()

    both = [threading.Thread(target=run) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(report.changes_nothing for report in reports) == [False, True]
    assert Contract.objects.get(number=NUMBER).lines.count() == 30


def test_a_day_later_everything_is_still_unchanged(world: World) -> None:
    applied(row(), row(serie="FG-2", retrait="13/10/2026"))

    report = applied(row(), row(serie="FG-2", retrait="13/10/2026"), today=TODAY + timedelta(days=1))

    assert report.changes_nothing


def test_a_file_of_a_new_reseller_makes_it_before_its_end_customers(world: World) -> None:
    content = csv_of(table(row(Revendeur="Nord Réseaux", client="Mairie de Lille")))

    apply(content, "contrats.csv", today=TODAY, by=world.ines)

    customer = Organisation.objects.get(name="Mairie de Lille")
    assert customer.reseller is not None and customer.reseller.name == "Nord Réseaux"

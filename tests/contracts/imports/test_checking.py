"""What a check refuses and says: every wrong line at once, with its column, its value, why and what to do."""

from __future__ import annotations

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import Organisation
from contracts.imports import check, rows, tables
from contracts.models import Contract, Device, Product, Vendor
from tests.contracts.imports.files import (
    NUMBER,
    TODAY,
    checked,
    codes,
    csv_of,
    demo,
    demo_but,
    effects,
    refusal,
    row,
    table,
    warned,
)
from tests.world import FORTIGATE, World


def test_what_a_file_would_make(world: World) -> None:
    report = checked(
        row(client="Mairie de Lille"), row(client="Mairie de Lille", serie="FG-2", Produit="FortiGate 70G")
    )

    assert report.is_clean
    assert effects(report, "contracts") == {"created": 1}
    assert effects(report, "lines") == {"created": 2}
    assert effects(report, "devices") == {"created": 2}
    assert effects(report, "products") == {"created": 1, "unchanged": 1}
    assert effects(report, "organisations") == {"created": 1, "unchanged": 1}


def test_a_check_writes_nothing(world: World) -> None:
    checked(row(client="Mairie de Lille", Produit="FortiGate 70G"))

    assert not Contract.objects.filter(number=NUMBER).exists()
    assert not Organisation.objects.filter(name="Mairie de Lille").exists()
    assert not Product.objects.filter(name="FortiGate 70G").exists()


def test_every_wrong_line_is_said_at_once(world: World) -> None:
    report = checked(
        row(Fin="hier", Niveau="Gold"),
        row(serie="FG-2"),
        row(serie="", Constructeur=""),
        row(serie="FG-4", Contrat="EX-9002", Revendeur=""),
    )

    assert codes(report) == [
        (2, "Fin", "date_unreadable"),
        (2, "Niveau", "level_unknown"),
        (4, "Numéro de série", "empty"),
        (4, "Constructeur", "empty"),
        (5, "Revendeur", "empty"),
    ]
    assert not report.is_clean


def test_a_refusal_quotes_the_cell_and_says_what_to_do(world: World) -> None:
    found = refusal(checked(row(Fin="31/12/27")))

    assert (found.line, found.column, found.value) == (2, "Fin", "31/12/27")
    assert found.reason == (
        "Une année à deux chiffres se lit de plusieurs façons\u00a0: écrivez-la avec quatre, comme 31/12/2026."
    )


def test_columns_have_many_names_and_any_order(world: World) -> None:
    lines = [
        [
            "serial number",
            "N° DE CONTRAT",
            "level",
            "PARTNER",
            "Date de début",
            "date_fin",
            "Marque",
            "Modèle",
        ],
        ["FG-1", NUMBER, "premium", "reseau  plus", "2026-01-01", "2027-12-31", "fortinet", "fortigate 100f"],
    ]

    report = check(csv_of(lines), "export.csv", today=TODAY)

    assert report.is_clean
    assert effects(report, "organisations") == effects(report, "products") == {"unchanged": 1}


def test_unknown_columns_are_ignored_and_said(world: World) -> None:
    report = checked(row() | {"Prix": "1 200 €"})

    assert report.is_clean
    assert [warning.text for warning in report.warnings] == [
        "La colonne «\u00a0Prix\u00a0» n’a pas de sens ici\u00a0: elle est ignorée."
    ]


def test_missing_columns_are_one_error_that_says_what_was_found(world: World) -> None:
    lines = [[cell for cell in line if cell not in {"Fin", "31/12/2027"}] for line in table(row())]

    report = check(csv_of(lines), "contrats.csv", today=TODAY)

    assert refusal(report).reason.startswith(
        "Il manque «\u00a0Fin\u00a0». Trouvé\u00a0: Contrat | Niveau | Revendeur"
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\r\n\r\n", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_workbook"),
        (b"PK\x03\x04", "workbook_unreadable"),
        (b"%PDF-1.7", "no_headers"),
        (csv_of(table(row())[:1]), "no_lines"),
        (csv_of([table(row())[0], [""] * 9]), "no_lines"),
    ],
)
def test_what_is_no_list_of_contracts_is_refused_as_a_whole(world: World, content: bytes, code: str) -> None:
    assert refusal(check(content, "x", today=TODAY)).code == code


def test_a_file_that_breaks_off_keeps_what_was_wrong_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_LINES", 1)

    report = checked(row(Fin="hier"), row(serie="FG-2"))

    assert [refused.code for refused in report.refusals] == ["date_unreadable", "too_many_lines"]


def test_more_cells_than_headers_are_refused(world: World) -> None:
    lines = table(row())

    report = check(csv_of([lines[0], [*lines[1], "de trop"]]), "contrats.csv", today=TODAY)

    assert codes(report) == [(2, "", "too_many_cells")]


def test_a_cell_without_end_is_refused(world: World) -> None:
    assert refusal(checked(row(Produit="x" * (rows.LONGEST_CELL + 1)))).code == "endless_cell"


def test_a_contract_that_ends_before_it_starts_is_refused(world: World) -> None:
    found = refusal(checked(row(Début="01/01/2028")))

    assert (found.column, found.value, found.code) == ("Fin", "31/12/2027", "ends_before_it_starts")


def test_a_level_is_known_by_its_code_or_its_name(world: World) -> None:
    assert all(checked(row(Niveau=level)).is_clean for level in ("PREMIUM", "premium", "Exer Premium"))


def test_a_salesperson_is_somebody_of_the_centre(world: World) -> None:
    known = checked(row(Commercial=world.ines.email.upper()))
    unknown = checked(row(Commercial="personne@exer.example"))
    customer = checked(row(Commercial=world.jean.email))

    assert known.is_clean
    assert codes(unknown) == codes(customer) == [(2, "Commercial", "sales_contact_unknown")]


def test_the_same_serial_twice_under_a_contract_is_refused(world: World) -> None:
    report = checked(row(), row(serie="FG-2"), row(serie=row()["Numéro de série"].lower()))

    assert codes(report) == [(4, "Numéro de série", "line_twice")]
    assert "ligne 2" in refusal(report).reason


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Niveau", "Standard"),
        ("Revendeur", "Alpes Sécurité"),
        ("Début", "02/01/2026"),
        ("Fin", "30/12/2027"),
        ("Client final", "Clinique des Lilas"),
    ],
)
def test_a_contract_whose_lines_disagree_names_both_lines(world: World, column: str, value: str) -> None:
    report = checked(row(), row(serie="FG-2", **{column: value}))

    assert codes(report) == [(3, column, "contract_disagrees")]
    assert refusal(report).reason.startswith("La ligne 2 dit ")


def test_a_product_whose_facts_disagree_names_both_lines(world: World) -> None:
    report = checked(row(catalogue="oui"), row(serie="FG-2", catalogue="non"))

    assert codes(report) == [(3, "Au catalogue", "product_disagrees")]


def test_a_serial_of_two_products_is_refused(world: World) -> None:
    report = checked(row(), row(Contrat="EX-9002", Produit="FortiGate 60E"))

    assert codes(report) == [(3, "Produit", "device_disagrees")]
    assert "FortiGate 100F" in refusal(report).reason


def test_a_product_whose_name_two_have_but_for_their_accents_is_refused(world: World) -> None:
    vendor = Vendor.objects.get(name="Fortinet")
    Product.objects.create(vendor=vendor, name="Fortigate 100f")

    exact, vague = checked(row()), checked(row(Produit="FORTIGATE 100F"))

    assert exact.is_clean
    assert codes(vague) == [(2, "Produit", "product_ambiguous")]


def test_a_version_older_than_the_known_one_is_ignored_and_said(world: World) -> None:
    Device.objects.create(
        serial="FG-1", product=Product.objects.get(name="FortiGate 100F"), installed_version="7.4.3"
    )

    report = checked(row(serie="FG-1", version="7.2.9"))

    assert effects(report, "devices") == {"unchanged": 1}
    assert warned(report) == ["version_older"]


@pytest.mark.parametrize("version", ["7.4.3", "v7.4.3", "7.4.3.0"])
def test_the_same_version_written_otherwise_is_no_change(world: World, version: str) -> None:
    Device.objects.create(
        serial="FG-1", product=Product.objects.get(name="FortiGate 100F"), installed_version="7.4.3"
    )

    report = checked(row(serie="FG-1", version=version))

    assert effects(report, "devices") == {"unchanged": 1}
    assert not report.warnings


def test_of_each_kind_of_error_the_first_are_kept_and_all_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contracts.imports.findings.SHOWN", 2)

    report = checked(*(row(serie=f"FG-{number}", Fin="hier") for number in range(5)), row(serie=""))

    assert report.refused == 6
    assert [refused.line for refused in report.refusals] == [2, 3, 7]


def test_a_report_is_read_in_the_language_of_whoever_opens_it(world: World) -> None:
    (change,) = check(demo_but(FORTIGATE, "Fin", "31/12/2031"), "contrats.csv", today=TODAY).changes

    with translation.override("en"):
        english = change.field

    assert (change.field, english) == ("Fin", "Ends")


@pytest.mark.parametrize("lines", [2, 7])
def test_a_check_asks_the_database_the_same_number_of_times_however_long_the_file(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, lines: int
) -> None:
    content = csv_of(demo()[:lines])

    with django_assert_num_queries(8):
        check(content, "contrats.csv", today=TODAY)


def test_progress_is_told_from_the_first_line_to_the_last(world: World) -> None:
    told: list[tuple[int, int]] = []

    checked(row(), row(serie="FG-2"), progress=lambda done, total: told.append((done, total)))

    assert told == [(0, 2), (2, 2)]

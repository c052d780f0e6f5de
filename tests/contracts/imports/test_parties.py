"""The organisations that a file names: by code, by name, or new."""

from __future__ import annotations

import pytest

from accounts.models import Organisation
from tests.contracts.imports.files import checked, codes, effects, refusal, row, warned
from tests.world import World

Kind = Organisation.Kind


@pytest.fixture
def coded(world: World) -> Organisation:
    """Réseau Plus with a code in the ERP."""
    reseller = world.organisation_of(world.jean)
    reseller.erp_code = "R-001"
    reseller.save()
    return reseller


@pytest.mark.parametrize("name", ["Réseau Plus", "RESEAU PLUS", "réseau\u00a0 plus", "Reseau Plus"])
def test_a_name_is_known_without_case_accents_and_spaces(world: World, name: str) -> None:
    assert effects(checked(row(Revendeur=name)), "organisations") == {"unchanged": 1}


def test_a_code_finds_its_organisation_whatever_the_name(coded: Organisation) -> None:
    report = checked(row(Revendeur="RP SARL", code="R-001"))

    assert effects(report, "organisations") == {"unchanged": 1}


def test_the_code_alone_is_enough(coded: Organisation) -> None:
    rows = [row(code="R-001"), row(code="R-001", serie="FG-2")]
    for each in rows:
        del each["Revendeur"]

    assert checked(*rows).is_clean


def test_a_code_that_nobody_has_needs_a_name(world: World) -> None:
    assert codes(checked(row(Revendeur="", code="R-009"))) == [(2, "Code revendeur", "code_unknown")]


def test_a_known_organisation_without_code_gets_that_of_the_file(world: World) -> None:
    report = checked(row(code="R-001"))

    assert effects(report, "organisations") == {"changed": 1}
    assert [(change.what, change.field, change.after) for change in report.changes] == [
        ("organisation Réseau Plus", "Code revendeur", "R-001")
    ]


def test_a_name_that_has_another_code_is_refused(coded: Organisation) -> None:
    found = refusal(checked(row(code="R-002")))

    assert (found.column, found.value, found.code) == ("Code revendeur", "R-002", "name_has_another_code")


def test_an_unknown_organisation_is_made_and_said(world: World) -> None:
    report = checked(row(client="Mairie de Lille"))

    assert effects(report, "organisations") == {"created": 1, "unchanged": 1}
    assert [warning.text for warning in report.warnings] == [
        "Mairie de Lille n’est pas encore connu\u00a0: nouvelle organisation (client final)."
    ]


def test_a_new_name_written_in_two_ways_is_one_organisation(world: World) -> None:
    report = checked(row(client="Mairie de Lille"), row(serie="FG-2", client="MAIRIE DE LILLE"))

    assert effects(report, "organisations") == {"created": 1, "unchanged": 1}


@pytest.mark.parametrize("kind", [Kind.END_CUSTOMER, Kind.CENTRE])
def test_a_name_of_another_kind_is_refused(world: World, kind: str) -> None:
    name = Organisation.objects.filter(kind=kind).values_list("name", flat=True)[0]

    assert codes(checked(row(Revendeur=name))) == [(2, "Revendeur", "name_of_another_kind")]


def test_a_new_name_is_not_of_two_kinds(world: World) -> None:
    report = checked(row(Revendeur="Nord Réseaux"), row(Contrat="EX-2", serie="FG-2", client="Nord Réseaux"))

    assert codes(report) == [(3, "Client final", "name_of_another_kind")]


def test_a_code_of_another_kind_is_refused(coded: Organisation) -> None:
    assert codes(checked(row(client="Réseau Plus 2", code_client="R-001"))) == [
        (2, "Code client final", "code_of_another_kind")
    ]


def test_a_name_that_two_have_but_for_their_accents_is_refused(world: World) -> None:
    Organisation.objects.create(name="Reseau Plus", kind=Kind.RESELLER)

    exact, vague = checked(row(Revendeur="Réseau Plus")), checked(row(Revendeur="RÉSEAU plus", serie="FG-2"))
    other = checked(row(Revendeur="Réseaü Plus"))

    assert exact.is_clean and vague.is_clean
    assert codes(other) == [(2, "Revendeur", "name_ambiguous")]
    assert "Reseau Plus, Réseau Plus" in refusal(other).reason


def test_the_reseller_is_not_its_own_end_customer(world: World) -> None:
    assert codes(checked(row(client="Reseau plus"))) == [(2, "Client final", "reseller_is_end_customer")]


def test_the_end_customer_of_another_reseller_is_allowed_and_said(world: World) -> None:
    report = checked(row(client="Lycée des Cimes"))

    assert report.is_clean
    assert warned(report) == ["customer_of_another_reseller"]
    assert "Alpes Sécurité" in report.warnings[0].text

"""Lines over time: withdrawn, come back, left out; and one reseller a device a day (CH-0, CH-II.1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts.imports import ImportRefused, Report, apply
from contracts.models import Contract, ContractLine
from tests.contracts.imports.files import (
    NUMBER,
    SERIAL,
    TODAY,
    Row,
    checked,
    codes,
    csv_of,
    demo,
    effects,
    file_of,
    refusal,
    row,
    warned,
)
from tests.world import FORTIGATE, World

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
OTHER = "EX-2026-9002"


def applied(*rows: Row, today: date = TODAY) -> Report:
    return apply(file_of(*rows), "contrats.csv", today=today, by=None)


def lines(serial: str = SERIAL, number: str = NUMBER) -> list[tuple[date | None, date | None]]:
    """From when and until when the lines of this device under this contract are, the oldest first."""
    found = ContractLine.objects.filter(device__serial=serial, contract__number=number).order_by("pk")
    return list(found.values_list("covered_from", "withdrawn_on"))


def test_a_serial_that_its_contract_lists_no_longer_is_withdrawn_today(world: World) -> None:
    applied(row(), row(serie="FG-2"), today=YESTERDAY)

    report = applied(row())

    assert effects(report, "lines") == {"ended": 1, "unchanged": 1}
    assert [(change.what, change.field, change.after) for change in report.changes] == [
        (f"ligne {NUMBER} FG-2", "Retiré le", f"{TODAY:%d/%m/%Y}")
    ]
    assert lines("FG-2") == [(None, TODAY)]


def test_contracts_that_the_file_does_not_name_are_left_alone(world: World) -> None:
    applied(row())

    assert not ContractLine.objects.exclude(withdrawn_on=None).exists()


def test_a_serial_that_comes_back_gets_a_line_of_its_own_from_today(world: World) -> None:
    applied(row(), row(serie="FG-2"), today=TODAY - timedelta(days=2))
    applied(row(), today=YESTERDAY)

    report = applied(row(), row(serie="FG-2"))

    assert effects(report, "lines") == {"created": 1, "unchanged": 1}
    assert lines("FG-2") == [(None, YESTERDAY), (TODAY, None)]


def test_a_serial_that_comes_back_on_the_same_day_was_never_away(world: World) -> None:
    applied(row(), row(serie="FG-2"))
    applied(row())

    report = applied(row(), row(serie="FG-2"))

    assert effects(report, "lines") == {"changed": 1, "unchanged": 1}
    assert lines("FG-2") == [(None, None)]


def test_a_withdrawal_is_taken_over_with_its_day(world: World) -> None:
    applied(row())

    report = applied(row(retrait="01/06/2026"))

    assert effects(report, "lines") == {"ended": 1}
    assert lines() == [(None, date(2026, 6, 1))]


def test_a_withdrawal_without_a_day_is_of_today_and_stays_so(world: World) -> None:
    applied(row(), today=YESTERDAY)
    applied(row(retrait="oui"))

    report = applied(row(retrait="oui"), today=TOMORROW)

    assert report.changes_nothing
    assert lines() == [(None, TODAY)]


def test_a_line_that_is_new_and_withdrawn_keeps_the_past_when_the_day_is_said(world: World) -> None:
    report = applied(row(retrait="01/06/2026"), row(serie="FG-2", retrait="oui"))

    assert lines() == [(None, date(2026, 6, 1))]
    assert lines("FG-2") == []
    assert warned(report) == ["withdrawn_before_it_was_known"]


def test_a_withdrawal_to_come_is_lifted_only_by_a_column_that_says_so(world: World) -> None:
    applied(row(retrait="31/12/2026"))

    silent = checked(row())
    said = applied(row(retrait=""))

    assert silent.changes_nothing
    assert effects(said, "lines") == {"changed": 1}
    assert lines() == [(None, None)]


def test_a_line_never_ends_before_it_began(world: World) -> None:
    applied(row(), today=TODAY - timedelta(days=2))
    applied(row(retrait="oui"), today=YESTERDAY)
    applied(row())

    applied(row(retrait="01/01/2026"))

    assert lines() == [(None, YESTERDAY), (TODAY, TODAY)]


def test_lines_of_an_ended_contract_are_not_withdrawn_once_more(world: World) -> None:
    applied(row(Fin="30/06/2026"), row(Fin="30/06/2026", serie="FG-2"))

    assert applied(row(Fin="30/06/2026")).changes_nothing


# --- The file is the whole state --------------------------------------------------------------------------------


def test_what_a_complete_file_leaves_out_is_withdrawn(world: World) -> None:
    content = csv_of([line for line in demo() if line[6] != FORTIGATE])

    report = apply(content, "nuit.csv", today=TODAY, by=None, complete=True, allow_mass_withdrawal=True)

    assert effects(report, "lines") == {"ended": 1, "unchanged": 5}
    assert effects(report, "contracts") == {"ended": 1, "unchanged": 5}
    assert lines(FORTIGATE, "EX-2024-0117") == [(None, TODAY)]


def test_a_contract_that_ended_may_be_missing_from_a_complete_file(world: World) -> None:
    Contract.objects.filter(number="EX-2024-0117").update(ends_on=YESTERDAY)
    content = csv_of([line for line in demo() if line[6] != FORTIGATE])

    report = apply(content, "nuit.csv", today=TODAY, by=None, complete=True)

    assert report.changes_nothing


def test_a_complete_file_without_a_fifth_of_all_lines_is_refused(world: World) -> None:
    report = checked(row(), complete=True)

    assert codes(report) == [(0, "", "mass_withdrawal")]
    assert "5 des 5" in refusal(report).reason.replace("\u00a0", " ")


def test_a_complete_file_may_leave_out_a_fifth(world: World) -> None:
    applied(*(row(serie=f"FG-{number}") for number in range(5)))
    content = csv_of([line for line in demo() if line[6] not in {FORTIGATE, "FG-1"}])

    report = apply(content, "nuit.csv", today=TODAY, by=None, complete=True)

    assert effects(report, "lines")["ended"] == 2


# --- One reseller a device a day --------------------------------------------------------------------------------


def test_a_serial_that_is_another_resellers_is_refused_with_its_contract_and_its_end(world: World) -> None:
    applied(row())

    found = refusal(checked(row(Contrat=OTHER, Revendeur="Alpes Sécurité", Début="01/06/2027")))

    assert (found.line, found.column, found.value) == (2, "Numéro de série", SERIAL)
    assert found.reason.startswith(
        f"Ce matériel est déjà couvert pour Réseau Plus par le contrat {NUMBER}, jusqu’au 31/12/2027 inclus"
    )


def test_the_day_after_it_may_be_another_resellers(world: World) -> None:
    applied(row())

    report = applied(row(Contrat=OTHER, Revendeur="Alpes Sécurité", Début="01/01/2028", Fin="31/12/2028"))

    assert effects(report, "lines") == {"created": 1}


def test_two_resellers_on_one_day_in_the_file_itself_name_both_lines(world: World) -> None:
    report = checked(row(), row(Contrat=OTHER, Revendeur="Alpes Sécurité"))

    assert codes(report) == [(3, "Numéro de série", "of_another_reseller_in_the_file")]
    assert "ligne 2" in refusal(report).reason


def test_two_contracts_of_one_reseller_may_cover_one_device(world: World) -> None:
    assert checked(row(), row(Contrat=OTHER, Niveau="Standard")).is_clean


def test_a_withdrawal_before_the_other_begins_makes_room(world: World) -> None:
    applied(row())
    first = row(retrait="01/09/2026")
    then = row(Contrat=OTHER, Revendeur="Alpes Sécurité", Début="01/09/2026", retrait="")

    applied(first, then)

    assert lines() == [(None, date(2026, 9, 1))]
    assert lines(number=OTHER) == [(None, None)]


def test_a_device_that_passes_to_another_reseller_changes_hands_today(world: World) -> None:
    applied(row(), row(serie="FG-2"), today=YESTERDAY)
    taken = row(Contrat=OTHER, Revendeur="Alpes Sécurité", serie="FG-2", Début="01/10/2026")

    report = applied(row(), taken)

    assert warned(report) == ["left_out", "changes_hands"]
    assert lines("FG-2") == [(None, TODAY)]
    assert lines("FG-2", OTHER) == [(TODAY, None)]


def test_contracts_that_pass_to_another_reseller_together_take_their_devices_along(world: World) -> None:
    rows = [row(), row(Contrat=OTHER, Niveau="Standard", Fin="31/12/2026")]
    applied(*rows)

    report = applied(*(each | {"Revendeur": "Alpes Sécurité"} for each in rows))

    assert effects(report, "contracts") == {"changed": 2}
    resellers = ContractLine.objects.filter(device__serial=SERIAL).values_list("reseller__name", flat=True)
    assert list(resellers) == ["Alpes Sécurité", "Alpes Sécurité"]


def test_two_resellers_may_swap_the_days_of_a_device(world: World) -> None:
    first = row(Fin="30/06/2026")
    second = row(Contrat=OTHER, Revendeur="Alpes Sécurité", Début="01/07/2026")
    applied(first, second)

    applied(first | {"Revendeur": "Alpes Sécurité"}, second | {"Revendeur": "Réseau Plus"})

    found = ContractLine.objects.filter(device__serial=SERIAL).order_by("contract__number")
    assert [line.reseller and line.reseller.name for line in found] == ["Alpes Sécurité", "Réseau Plus"]


def test_a_contract_that_moves_keeps_the_days_of_its_lines(world: World) -> None:
    applied(row(), row(serie="FG-2"), row(serie="FG-3"), today=YESTERDAY)
    applied(row(), row(serie="FG-2", retrait="01/06/2026"), row(serie="FG-3"), today=YESTERDAY)

    moved = {"Fin": "31/12/2028"}
    applied(row(**moved), row(serie="FG-2", retrait="01/06/2026", **moved))

    line = ContractLine.objects.get(device__serial=SERIAL)
    assert lines("FG-2") == [(None, date(2026, 6, 1))]
    assert lines("FG-3") == [(None, TODAY)]
    assert line.covered is not None and line.covered.upper == date(2029, 1, 1)


def test_a_contract_is_not_prolonged_into_the_days_of_another_reseller(world: World) -> None:
    applied(row(Fin="30/06/2026"))
    applied(row(Contrat=OTHER, Revendeur="Alpes Sécurité", Début="01/07/2026"))

    with pytest.raises(ImportRefused) as refused:
        applied(row(Fin="31/07/2026"))

    assert codes(refused.value.report) == [(2, "Numéro de série", "of_another_reseller")]


def test_what_a_contract_leaves_out_is_said_before_it_is_withdrawn(world: World) -> None:
    applied(row(), row(serie="FG-2"), row(serie="FG-3"), today=YESTERDAY)

    report = checked(row())

    assert [warning.facts["count"] for warning in report.warnings if warning.code == "left_out"] == [2]


def test_a_contract_that_passes_to_another_reseller_is_said(world: World) -> None:
    report = checked(row(Contrat="EX-2025-0410", Revendeur="Réseau Plus"))

    assert "contract_changes_hands" in warned(report)

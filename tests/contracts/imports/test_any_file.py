"""Whatever bytes come, there is a report: nothing raises, and what is clean can be applied."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.imports import ImportRefused, Report, apply, check
from tests.contracts.imports.files import TODAY, csv_of, demo, row, table, xlsx_of
from tests.contracts.imports.test_xlsx_reading import rewritten
from tests.world import World

_HEADERS = table(row(retrait="", version="", catalogue="", code="", fin_de_support=""))[0]
_SERIALS = st.sampled_from(["FG100F-PREM-0001", "SN310-STD-0001", "FG-1", "FG-2", " fg-1 "])
_PLAUSIBLE = {
    "Contrat": st.sampled_from(["EX-2024-0117", "EX-2025-0342", "EX-1", "EX-2"]),
    "Niveau": st.sampled_from(["Premium", "standard", "Gold"]),
    "Revendeur": st.sampled_from(["Réseau Plus", "Alpes Sécurité", "alpes securite", "Nord Réseaux"]),
    "Client final": st.sampled_from(["", "Clinique des Lilas", "Mairie de Lille", "Nord Réseaux"]),
    "Début": st.sampled_from(["01/01/2026", "2026-06-01", "46000"]),
    "Fin": st.sampled_from(["31/12/2026", "01/01/2026", "2028-01-01"]),
    "Numéro de série": _SERIALS,
    "Retiré le": st.sampled_from(["", "", "oui", "non", "13/10/2026", "01/07/2026", "31/12/2026"]),
    "Version installée": st.sampled_from(["", "7.4.3", "7.2", "inconnue"]),
    "Au catalogue": st.sampled_from(["", "oui", "non"]),
    "Code revendeur": st.sampled_from(["", "", "R-1", "R-2"]),
    "Fin de support": st.sampled_from(["", "31/12/2030"]),
    "Constructeur": st.just("Fortinet"),
    "Produit": st.sampled_from(["FortiGate 100F", "fortigate 100f", "FortiGate 70G"]),
}
_LINE = st.tuples(*(_PLAUSIBLE[header] | st.text(max_size=12) for header in _HEADERS))
_SOUND_LINE = st.tuples(*(_PLAUSIBLE[header] for header in _HEADERS))

shared_world = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


def told(report: Report) -> None:
    """Every sentence of it can be said, the database keeps it, and it comes back from its JSON as it was."""
    said = [refusal.reason for refusal in report.refusals] + [warning.text for warning in report.warnings]
    said += [f"{change.what} {change.field}" for change in report.changes]
    assert all(said)
    stored = json.dumps(report.to_json())
    assert "\\u0000" not in stored
    assert Report.from_json(json.loads(stored)) == report


@shared_world
@given(content=st.binary(max_size=400))
def test_any_bytes_give_a_report(world: World, content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"Contrat;Niveau;\0\n"):
        report = check(start + content, "x", today=TODAY)

        assert not report.is_clean
        told(report)


@shared_world
@given(lines=st.lists(st.lists(st.text(max_size=20), max_size=8), max_size=8))
def test_any_table_of_texts_gives_a_report(world: World, lines: list[list[str]]) -> None:
    told(check(csv_of(lines), "x", today=TODAY))


@shared_world
@given(lines=st.lists(_LINE, max_size=6))
def test_any_cells_under_our_headers_give_a_report(world: World, lines: list[tuple[str, ...]]) -> None:
    told(check(csv_of([_HEADERS, *lines]), "x", today=TODAY))


@shared_world
@given(lines=st.lists(_SOUND_LINE, min_size=1, max_size=6), complete=st.booleans())
def test_what_is_clean_is_applied_and_then_changes_nothing(
    world: World, lines: list[tuple[str, ...]], *, complete: bool
) -> None:
    content = csv_of([_HEADERS, *lines])
    report = check(content, "x", today=TODAY, complete=complete, allow_mass_withdrawal=True)
    if not report.is_clean:
        with pytest.raises(ImportRefused):
            apply(content, "x", today=TODAY, by=None, complete=complete, allow_mass_withdrawal=True)
        return

    done = apply(content, "x", today=TODAY, by=None, complete=complete, allow_mass_withdrawal=True)

    assert done == report
    assert check(content, "x", today=TODAY, complete=complete).changes_nothing


@shared_world
@given(place=st.integers(0, 2000), length=st.integers(1, 40))
def test_a_workbook_with_a_piece_missing_gives_a_report(world: World, place: int, length: int) -> None:
    whole = rewritten(xlsx_of(demo()))

    told(check(whole[:place] + whole[place + length :], "x", today=TODAY))

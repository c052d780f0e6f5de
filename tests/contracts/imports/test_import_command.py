"""`manage.py import_contracts`: the stable output, and how it ends."""

from __future__ import annotations

import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from contracts.imports import Report
from contracts.models import Contract, ErpFile
from tests.contracts.imports.files import NUMBER, Row, file_of, row
from tests.world import TUESDAY, World


@pytest.fixture(autouse=True)
def _tuesday() -> object:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def run(path: Path, *args: str) -> tuple[int, str]:
    """How the command ends on this file, and what it prints."""
    out = StringIO()
    try:
        call_command("import_contracts", str(path), *args, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contrats.csv"


def put(path: Path, *rows: Row) -> Path:
    path.write_bytes(file_of(*rows))
    return path


def test_without_apply_nothing_is_written(world: World, path: Path) -> None:
    code, said = run(put(path, row()))

    assert code == 0
    assert said.splitlines() == [
        "Contrats\u00a0: nouveaux 1, modifiés 0, retirés 0, inchangés 0",
        "Lignes de contrat\u00a0: nouveaux 1, modifiés 0, retirés 0, inchangés 0",
        "Matériels\u00a0: nouveaux 1, modifiés 0, retirés 0, inchangés 0",
        "Produits\u00a0: nouveaux 0, modifiés 0, retirés 0, inchangés 1",
        "Organisations\u00a0: nouveaux 0, modifiés 0, retirés 0, inchangés 1",
        "Rien n’est écrit. Lignes lues\u00a0: 1.",
    ]
    assert not Contract.objects.filter(number=NUMBER).exists()


def test_apply_applies_and_keeps_the_file(world: World, path: Path) -> None:
    code, said = run(put(path, row()), "--apply")

    file = ErpFile.objects.get()
    assert (code, said.splitlines()[-1]) == (0, "Appliqué. Lignes lues\u00a0: 1.")
    assert Contract.objects.filter(number=NUMBER).exists()
    assert (file.name, file.source, file.status) == ("contrats.csv", "command", "applied")
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert Report.from_json(file.report or {}).lines == 1


def test_what_changes_is_printed_before_and_after(world: World, path: Path) -> None:
    run(put(path, row()), "--apply")

    _code, said = run(put(path, row(Fin="31/12/2028")))

    assert said.splitlines()[0] == f"contrat {NUMBER}, Fin\u00a0: 31/12/2027 → 31/12/2028"


@pytest.mark.parametrize("args", [[], ["--apply"]])
def test_a_refused_file_ends_with_1_and_says_every_line(world: World, path: Path, args: list[str]) -> None:
    code, said = run(put(path, row(Fin="hier"), row(serie="")), *args)

    assert code == 1
    assert said.splitlines() == [
        "Ligne 2, Fin, «\u00a0hier\u00a0»\u00a0: Ce n’est pas une date\u00a0: écrivez-la 31/12/2026 ou 2026-12-31.",
        "Ligne 3, Numéro de série\u00a0: La cellule est vide et ne peut pas l’être\u00a0: complétez-la.",
        "2 erreurs, rien n’est appliqué. Lignes lues\u00a0: 2.",
    ]
    assert not ErpFile.objects.exists()


def test_one_json_object(world: World, path: Path) -> None:
    code, said = run(put(path, row(Fin="hier")), "--json")

    report = json.loads(said)
    assert code == 1
    assert (report["clean"], report["refused"], report["today"]) == (False, 1, "2026-10-13")
    assert report["refusals"][0] == {
        "line": 2,
        "column": "Fin",
        "value": "hier",
        "code": "date_unreadable",
        "facts": {},
        "reason": "Ce n’est pas une date\u00a0: écrivez-la 31/12/2026 ou 2026-12-31.",
    }


def test_a_complete_file_withdraws_what_it_leaves_out(world: World, path: Path) -> None:
    refused, _said = run(put(path, row()), "--complete")
    meant, said = run(put(path, row()), "--complete", "--allow-mass-withdrawal")

    assert (refused, meant) == (1, 0)
    assert "Contrats\u00a0: nouveaux 1, modifiés 0, retirés 5, inchangés 0" in said


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as error:
        run(tmp_path / "absent.csv")

    assert error.value.returncode == 2
    assert "absent.csv" in str(error.value)


def test_mass_withdrawal_without_a_complete_file_is_a_wrong_call(path: Path) -> None:
    with pytest.raises(CommandError) as error:
        run(put(path, row()), "--allow-mass-withdrawal")

    assert error.value.returncode == 2

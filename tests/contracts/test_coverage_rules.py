"""`manage.py coverage_rules`: the page of the rules is what the code decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from contracts import decision_tables
from contracts.decision import CLAUSES, ContractFacts, Reason
from contracts.decision_examples import PREMIUM, STANDARD
from contracts.management.commands.coverage_rules import PAGE
from contracts.models import SupportLevel

PAGE_PATH = settings.BASE_DIR / PAGE


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A copy of the page that may be spoilt."""
    copy = tmp_path / "coverage.md"
    copy.write_text(PAGE_PATH.read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def spoil(page: Path, old: str, new: str) -> str:
    text = page.read_text(encoding="utf-8").replace(old, new)
    page.write_text(text, encoding="utf-8")
    return text


def test_the_page_is_what_the_code_decides() -> None:
    text = PAGE_PATH.read_text(encoding="utf-8")

    assert decision_tables.replaced(text) == text, "run manage.py coverage_rules"


def test_the_check_passes_on_the_page_as_it_stands() -> None:
    call_command("coverage_rules", "--check")


def test_the_check_refuses_a_page_that_says_something_else_and_leaves_it(page: Path) -> None:
    text = spoil(page, "| `contract_expired` |", "| `contract_over` |")

    with pytest.raises(
        CommandError, match=r"^coverage.md is not what .* run manage.py coverage_rules\.$"
    ) as error:
        call_command("coverage_rules", "--check", page=page)

    assert error.value.returncode == 1
    assert page.read_text(encoding="utf-8") == text


def test_the_page_is_mended_and_what_is_written_by_hand_stays(page: Path) -> None:
    spoil(page, "## Readings", "## Readings, and a word more")
    spoil(page, "| `contract_expired` |", "| `contract_over` |")
    call_command("coverage_rules", page=page)

    assert page.read_text(encoding="utf-8") == PAGE_PATH.read_text(encoding="utf-8").replace(
        "## Readings", "## Readings, and a word more"
    )


@pytest.mark.parametrize("marker", [decision_tables.BEGIN, decision_tables.END])
def test_a_page_that_lost_a_marker_is_refused(page: Path, marker: str) -> None:
    spoil(page, marker, "")

    with pytest.raises(CommandError, match="lacks"):
        call_command("coverage_rules", page=page)


def test_a_clause_that_changes_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    before = decision_tables.generated()
    wider = [clause for clause in CLAUSES if clause.reason is not Reason.CHANNEL_NOT_INCLUDED]
    monkeypatch.setattr("contracts.decision.CLAUSES", tuple(wider))

    assert decision_tables.generated() != before


def test_every_reason_is_told_on_the_page() -> None:
    assert {reason for reason, _who, _verdict in decision_tables.told()} == set(Reason)


@pytest.mark.django_db
@pytest.mark.parametrize("example", [PREMIUM, STANDARD], ids=lambda example: str(example.level))
def test_the_levels_of_the_page_are_those_that_are_loaded(
    example: ContractFacts,
) -> None:
    loaded = SupportLevel.objects.get(code=example.level)

    assert example == replace(
        example,
        level_name=loaded.name,
        rank=loaded.rank,
        channels=tuple(loaded.channels),
        open_to_end_customers=loaded.open_to_end_customers,
        remote_sessions=loaded.remote_sessions,
    )

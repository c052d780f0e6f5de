"""The statement as rows for a spreadsheet: the columns add up, no sign, nothing computed."""

from __future__ import annotations

from django.utils import translation

from contracts import credit, csv_cells
from contracts.period import Period
from contracts.time_credit import statement, statement_csv
from tests.world import TUESDAY, World


def rows(world: World) -> list[list[str]]:
    account = statement.account_of(world.organisation_of(world.jean))
    assert account is not None
    return list(statement_csv.rows(statement.in_order(account, Period())))


def test_what_came_in_less_what_went_out_is_the_balance(world: World) -> None:
    payer = world.organisation_of(world.jean)
    reservation = credit.reserve(payer, 120, by=world.jean, at=TUESDAY, reference="CST")
    credit.spend(reservation, 45, by=world.claire, at=TUESDAY, reference="CST")
    credit.release(reservation, by=None, at=TUESDAY)
    _header, *entries = rows(world)

    came, went, taken = (sum(int(row[column] or 0) for row in entries) for column in (5, 6, 7))
    assert came - went == int(entries[-1][8 + 1]) == 345
    assert taken == 45 and entries[-1][8] == "0"


def test_day_and_hour_are_those_of_paris(world: World) -> None:
    credit.debit(world.organisation_of(world.jean), 5, by=world.claire, at=TUESDAY, reference="CST")

    assert rows(world)[-1][:2] == ["13/10/2026", "11:07"]


def test_a_row_read_after_the_request_keeps_its_language(world: World) -> None:
    account = statement.account_of(world.organisation_of(world.jean))
    assert account is not None
    with translation.override("fr"):
        told = csv_cells.lines(statement_csv.rows(statement.in_order(account, Period())))
    with translation.override("en"):
        [_mark, _header, bought, _worked] = list(told)

    assert bought.split(";")[2] == "achat"


def test_a_reference_that_looks_like_a_formula_stays_text(world: World) -> None:
    for reference in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1"):
        credit.debit(world.organisation_of(world.jean), 5, by=world.claire, at=TUESDAY, reference=reference)

    lines = list(csv_cells.lines(rows(world)))
    assert lines[0] == "\ufeff"
    for line, begins in zip(lines[-6:], ("'=1+1", "'+1", "'-1", "'@x", "'\t=1", "'\r=1"), strict=True):
        assert begins in line

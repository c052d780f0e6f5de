"""The statement of a time credit: what was left after each entry, and where it stands (CH-PS)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Sum
from pytest_django import DjangoAssertNumQueries

from contracts import credit
from contracts.models import CreditAccount
from contracts.period import Period, PeriodForm, last_year
from contracts.time_credit import statement
from tests.world import PARIS, TUESDAY, World

ALL = Period()


def account(world: World) -> CreditAccount:
    found = statement.account_of(world.organisation_of(world.jean))
    assert found is not None
    return found


def busy(world: World) -> CreditAccount:
    """One entry of each kind over what Réseau Plus has."""
    payer = world.organisation_of(world.jean)
    reservation = credit.reserve(payer, 120, by=world.jean, at=TUESDAY, reference="CST-2026-000001")
    credit.spend(reservation, 45, by=world.claire, at=TUESDAY, reference="CST-2026-000001")
    credit.release(reservation, by=world.claire, at=TUESDAY)
    credit.correct(payer, -15, by=world.ines, at=TUESDAY, reason="Saisi deux fois.")
    credit.buy(payer, 300, by=world.ines, at=TUESDAY, reference="EX-PS-0044")
    return account(world)


def test_whoever_never_bought_has_no_account(world: World) -> None:
    assert statement.account_of(world.organisation_of(world.marc)) is None


def test_each_entry_tells_what_was_left_and_reserved_after_it(world: World) -> None:
    rows = statement.lines(list(statement.entries(busy(world), ALL)))

    assert [(row.text, row.change_text, row.reserved_text, row.left_text) for row in rows] == [
        ("achat", "+5h", "", "10h30"),
        ("correction", "−0h15", "", "5h30"),
        ("libération", "+1h15", "", "5h45"),
        ("débit sur réservation", "−0h45", "1h15", "4h30"),
        ("réservation", "−2h", "2h", "4h30"),
        ("débit", "−3h30", "", "6h30"),
        ("achat", "+10h", "", "10h"),
    ]


def test_the_second_page_goes_on_where_the_first_ended(world: World) -> None:
    entries = list(statement.entries(busy(world), ALL))
    whole = [(row.left, row.reserved) for row in statement.lines(entries)]

    paged = [*statement.lines(entries[:3]), *statement.lines(entries[3:])]
    assert [(row.left, row.reserved) for row in paged] == whole


def test_in_order_tells_the_same_the_other_way_round(world: World) -> None:
    rows = statement.lines(list(statement.entries(busy(world), ALL)))

    told = list(statement.in_order(account(world), ALL))
    assert [(row.entry, row.left, row.reserved) for row in told] == [
        (row.entry, row.left, row.reserved) for row in reversed(rows)
    ]


def test_the_last_line_says_the_balance_of_the_account(world: World) -> None:
    told = list(statement.in_order(busy(world), ALL))

    assert (told[-1].left, told[-1].reserved) == (
        account(world).balance_minutes,
        account(world).reserved_minutes,
    )


def test_where_it_stands_adds_up(world: World) -> None:
    stands = statement.standing(busy(world))

    assert (stands.left, stands.reserved, stands.bought, stands.spent, stands.corrected) == (
        630,
        0,
        900,
        255,
        -15,
    )
    assert stands.left + stands.reserved + stands.spent == stands.bought + stands.corrected
    assert (stands.left_text, stands.corrected_text) == ("10h30", "−0h15")


def test_the_percent_is_of_what_there_was_after_the_last_purchase(world: World) -> None:
    assert statement.standing(account(world)).percent == 65
    credit.buy(world.organisation_of(world.jean), 600, by=world.ines, at=TUESDAY, reference="EX")

    assert statement.standing(account(world)).percent == 100


def test_a_credit_corrected_above_its_purchase_is_full_and_no_more(world: World) -> None:
    credit.correct(world.organisation_of(world.jean), 600, by=world.ines, at=TUESDAY, reason="Geste")

    assert statement.standing(account(world)).percent == 100


def test_a_period_begins_and_ends_at_midnight_in_paris(world: World) -> None:
    payer = world.organisation_of(world.jean)
    for at in (
        datetime(2026, 10, 25, 0, 0, tzinfo=PARIS),  # the night on which the clocks go back
        datetime(2026, 10, 25, 23, 59, tzinfo=PARIS),
        datetime(2026, 10, 26, 0, 0, tzinfo=PARIS),
    ):
        credit.debit(payer, 10, by=world.claire, at=at, reference=f"{at:%d %H:%M}")

    day = date(2026, 10, 25)
    rows = statement.entries(account(world), Period(day, day))
    assert [row.reference for row in rows] == ["25 23:59", "25 00:00"]


def test_a_period_may_reach_from_the_first_of_all_days_to_the_last(world: World) -> None:
    told = statement.entries(account(world), Period(date.min, date.max))

    assert told.count() == 2


def test_a_period_starts_from_what_was_left_before_it(world: World) -> None:
    told = list(statement.in_order(account(world), Period(since=(TUESDAY - timedelta(days=50)).date())))

    assert [(row.change, row.left) for row in told] == [(-210, 390)]


def test_an_empty_period_has_no_line(world: World) -> None:
    nothing = Period(until=date(2020, 1, 1))

    assert statement.lines(list(statement.entries(account(world), nothing))) == []
    assert list(statement.in_order(account(world), nothing)) == []


def test_a_page_costs_the_same_however_long_the_ledger(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        credit.debit(world.organisation_of(world.jean), 1, by=world.claire, at=TUESDAY, reference="CST")
    found = account(world)

    with django_assert_num_queries(2):
        told = statement.lines(list(statement.entries(found, ALL)))
        assert told[0].by == "Claire Martin"
    assert told[0].left == found.entries.aggregate(left=Sum("minutes"))["left"]


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 10, 13), date(2025, 10, 13)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2026, 2, 28)),
    ],
)
def test_the_last_year_ends_today(today: date, since: date) -> None:
    assert last_year(today) == Period(since, today)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(date(2026, 1, 1), date(2026, 12, 31)), "du 01/01/2026 au 31/12/2026"),
        (Period(since=date(2026, 1, 1)), "depuis le 01/01/2026"),
        (Period(until=date(2026, 1, 1)), "jusqu’au 01/01/2026"),
        (ALL, "depuis le premier achat"),
    ],
)
def test_a_period_in_words(period: Period, words: str) -> None:
    assert statement.in_words(period) == words


def test_a_period_that_ends_before_it_begins_narrows_nothing() -> None:
    form = PeriodForm({"depuis": "2026-10-02", "jusqu": "2026-10-01"})

    assert form.period() == ALL
    assert form.errors["jusqu"] == ["La fin est avant le début."]

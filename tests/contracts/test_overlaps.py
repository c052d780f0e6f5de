"""Several contracts over one device: which one answers. Pure, on contracts drawn at random around one day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.decision import ContractFacts, best_contract

DAY = date(2026, 10, 13)
LEVELS = {"premium": 1, "standard": 2, "basic": 3}


def facts(number: str, level: str, first: int, last: int) -> ContractFacts:
    """A contract by its level and its days, counted from the day of the request."""
    return ContractFacts(
        id=1,
        number=number,
        level=level,
        level_name=level.title(),
        rank=LEVELS[level],
        channels=("mail",),
        open_to_end_customers=False,
        remote_sessions=False,
        starts_on=DAY + timedelta(days=first),
        ends_on=DAY + timedelta(days=last),
        reseller="Réseau Plus",
        end_customer="",
    )


@st.composite
def overlapping(draw: st.DrawFn) -> list[ContractFacts]:
    """One to six contracts, many of them beginning or ending on the day itself or beside it."""
    contracts = []
    for place in range(draw(st.integers(1, 6))):
        first = draw(st.sampled_from((0, -1, 1, -2, 2, -30, 30)))
        last = first + draw(st.sampled_from((0, 1, 2, 29, 60)))
        contracts.append(facts(f"C-{place}", draw(st.sampled_from(list(LEVELS))), first, last))
    return contracts


always = settings(max_examples=500, derandomize=True, deadline=None, database=None)


def answering(contracts: list[ContractFacts]) -> ContractFacts:
    best = best_contract(contracts, DAY)
    assert best is not None
    return best


def names(number: str, *contracts: ContractFacts) -> bool:
    return answering(list(contracts)).number == number


@always
@given(overlapping())
def test_never_a_worse_level_while_a_better_one_is_valid(contracts: list[ContractFacts]) -> None:
    best = answering(contracts)

    assert not [each for each in contracts if each.covers(DAY) and each.rank < best.rank and best.covers(DAY)]


@always
@given(overlapping())
def test_what_answers_is_valid_whenever_something_is(contracts: list[ContractFacts]) -> None:
    assert answering(contracts).covers(DAY) == any(each.covers(DAY) for each in contracts)


@always
@given(overlapping())
def test_of_the_best_level_none_that_is_valid_ends_later(contracts: list[ContractFacts]) -> None:
    best = answering(contracts)
    rivals = [each for each in contracts if each.covers(DAY) and each.rank == best.rank]

    assert not best.covers(DAY) or best.ends_on == max(each.ends_on for each in rivals)


@always
@given(overlapping())
def test_with_none_valid_the_next_to_start_is_named_before_any_that_ended(
    contracts: list[ContractFacts],
) -> None:
    none_valid = [each for each in contracts if not each.covers(DAY)]
    best = best_contract(none_valid, DAY)
    coming = [each.starts_on for each in none_valid if each.starts_on > DAY]

    if best is None:
        assert not none_valid
    elif coming:
        assert best.starts_on == min(coming)
    else:
        assert best.ends_on == max(each.ends_on for each in none_valid)


@always
@given(overlapping(), st.data())
def test_the_order_in_which_they_are_read_changes_nothing(
    contracts: list[ContractFacts], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(contracts))

    assert answering(shuffled) == answering(contracts)


@always
@given(overlapping())
def test_a_contract_that_is_over_changes_nothing_for_a_device_that_is_covered(
    contracts: list[ContractFacts],
) -> None:
    over = facts("OVER", "premium", -90, -1)

    assert not any(each.covers(DAY) for each in contracts) or answering([*contracts, over]) == answering(
        contracts
    )


@pytest.mark.parametrize(
    ("first", "last", "valid"), [(-1, -1, False), (-1, 0, True), (0, 0, True), (0, 1, True), (1, 1, False)]
)
def test_both_ends_of_a_contract_are_its_own(first: int, last: int, valid: bool) -> None:  # CH-0
    assert facts("A", "premium", first, last).covers(DAY) is valid


def test_of_two_that_end_together_the_smaller_number_answers() -> None:
    assert names("A", facts("B", "premium", -9, 9), facts("A", "premium", -3, 9))


def test_of_two_that_start_together_the_better_level_is_named() -> None:
    assert names("B", facts("A", "standard", 1, 9), facts("B", "premium", 1, 5))
    assert names("A", facts("B", "premium", 1, 9), facts("A", "premium", 1, 9))


def test_of_two_that_ended_together_the_later_number_is_named() -> None:
    assert names("B", facts("A", "premium", -9, -2), facts("B", "standard", -9, -2))

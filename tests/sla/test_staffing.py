"""Arrivals replayed against engineers and an order (CH-I, CH-V.1, CH-V.2)."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla import calendars
from sla.calendars import CHARTER
from sla.errors import InvalidAmountError
from sla.staffing import Arrival, Order, Outcome, Workload

PARIS = ZoneInfo("Europe/Paris")
CENTRE = calendars.working_time(CHARTER)


def at(clock: str, day: int = 13) -> datetime:
    """A time of October 2026; the 13th is a Tuesday."""
    return datetime.fromisoformat(f"2026-10-{day:02}T{clock}").replace(tzinfo=PARIS)


def premium(received: datetime, promised: int, handling: int = 60) -> Arrival:
    """A request with a promise of `promised` working hours and a handling in working minutes."""
    due = CENTRE.add(received, timedelta(hours=promised)).astimezone(UTC)
    return Arrival(received, due, timedelta(minutes=handling), (1, due))


def standard(received: datetime, rank: int = 3, handling: int = 60) -> Arrival:
    return Arrival(received, None, timedelta(minutes=handling), (rank, received.astimezone(UTC)))


def answers(*arrivals: Arrival, engineers: int = 1, order: Order = Order.DEADLINE_FIRST) -> list[str]:
    """When each of these, given in order of arrival, is answered."""
    found = Workload(arrivals, CENTRE).answers(engineers, order)
    return [f"{answer:%d %H:%M}" for answer in found]


def test_one_engineer_answers_one_after_the_other() -> None:
    found = answers(standard(at("09:00")), standard(at("09:10")), standard(at("11:30")))

    assert found == ["13 10:00", "13 11:00", "13 12:30"]


def test_a_handling_begun_before_lunch_goes_on_after_it() -> None:
    assert answers(standard(at("12:15"), handling=45)) == ["13 14:30"]


def test_a_handling_goes_on_over_the_night_and_the_weekend() -> None:
    assert answers(standard(at("17:40", day=16), handling=30)) == ["19 09:10"]


def test_what_arrives_at_night_is_taken_at_the_opening() -> None:
    assert answers(standard(at("22:00"), handling=30)) == ["14 09:30"]


def test_two_engineers_work_at_the_same_time() -> None:
    found = answers(standard(at("09:00")), standard(at("09:10")), standard(at("09:20")), engineers=2)

    assert found == ["13 10:00", "13 10:10", "13 11:00"]


def test_two_that_arrive_together_are_not_taken_before_they_arrive() -> None:
    found = answers(standard(at("09:00")), standard(at("11:00")), standard(at("11:00")), engineers=2)

    assert found == ["13 10:00", "13 12:00", "13 12:00"]


def test_the_earliest_deadline_of_the_night_is_first_at_the_opening() -> None:
    found = answers(premium(at("19:00"), 12), premium(at("08:00", day=14), 2))

    assert found == ["14 11:00", "14 10:00"]


def test_who_comes_while_an_engineer_goes_home_is_compared_with_who_waits() -> None:
    busy = standard(at("17:00"))
    found = answers(busy, premium(at("17:30"), 8), premium(at("20:00"), 2))

    assert found == ["13 18:00", "14 11:00", "14 10:00"]


def test_arrival_order_takes_who_came_first_whatever_was_promised() -> None:
    found = answers(
        standard(at("09:00")), standard(at("09:10"), rank=4), premium(at("09:20"), 2), order=Order.ARRIVAL
    )

    assert found == ["13 10:00", "13 11:00", "13 12:00"]


def test_standard_is_never_taken_while_premium_waits() -> None:
    found = answers(standard(at("09:00")), standard(at("09:10")), premium(at("09:20"), 12))

    assert found == ["13 10:00", "13 12:00", "13 11:00"]


def test_a_handling_begun_is_not_left_for_a_more_urgent_request() -> None:
    found = answers(standard(at("09:00"), handling=120), premium(at("09:01"), 2))

    assert found == ["13 11:00", "13 12:00"]


def test_the_earliest_deadline_first_meets_what_arrival_order_misses() -> None:
    workload = Workload(
        [premium(at("09:00"), 12, 50), premium(at("09:00"), 12, 50), premium(at("09:05"), 2)], CENTRE
    )
    comparison = workload.compare(1)

    assert (comparison.deadline_first.met, comparison.arrival_order.met) == (3, 2)
    assert (comparison.promised, comparison.gain) == (3, 1)


def test_an_answer_at_the_due_instant_is_in_time() -> None:
    workload = Workload(
        [premium(at("17:00"), 2, handling=120), premium(at("09:00", day=15), 2, handling=121)], CENTRE
    )

    assert workload.replay(1, Order.DEADLINE_FIRST) == Outcome(promised=2, met=1)


def test_a_due_instant_at_a_closing_is_met_by_an_answer_at_that_closing() -> None:
    workload = Workload([premium(at("16:00"), 2, handling=120)], CENTRE)

    assert workload.answers(1, Order.ARRIVAL) == [at("18:00")]
    assert workload.replay(1, Order.ARRIVAL).share == 1.0


def test_the_share_is_of_those_with_a_promise_alone() -> None:
    workload = Workload([standard(at("09:00")), premium(at("09:00"), 2), premium(at("09:00"), 2, 90)], CENTRE)

    assert workload.replay(1, Order.DEADLINE_FIRST).share == 0.5


def test_nothing_promised_has_no_share() -> None:
    assert Workload([standard(at("09:00"))], CENTRE).replay(1, Order.ARRIVAL).share is None


def test_nothing_at_all_has_no_share() -> None:
    assert Workload([], CENTRE).replay(3, Order.DEADLINE_FIRST) == Outcome(promised=0, met=0)


def test_arrivals_come_in_any_order_and_zone() -> None:
    later = standard(at("09:10").astimezone(UTC))
    workload = Workload([later, standard(at("09:00"))], CENTRE)

    assert [f"{answer:%H:%M}" for answer in workload.answers(1, Order.ARRIVAL)] == ["10:00", "11:00"]


def test_one_more_engineer_meets_no_fewer_when_all_handlings_are_equal() -> None:
    dice = random.Random(20261013)
    moments = [at("09:00") + timedelta(minutes=dice.randrange(20 * 24 * 60)) for _ in range(400)]
    workload = Workload([premium(moment, dice.choice([2, 4, 8, 12])) for moment in moments], CENTRE)
    for order in Order:
        met = [workload.replay(engineers, order).met for engineers in range(1, 9)]

        assert met == sorted(met)
        assert met[0] < met[-1]


def walked(arrivals: list[Arrival], engineers: int, order: Order) -> list[datetime]:
    """The same answers found by walking the clock minute by minute; everything must lie on whole minutes."""
    left = {index: arrival.handling // timedelta(minutes=1) for index, arrival in enumerate(arrivals)}
    busy: set[int] = set()
    answered: dict[int, datetime] = {}
    now = arrivals[0].at.astimezone(UTC)
    while len(answered) < len(arrivals):
        if CENTRE.is_open(now):
            come = [index for index in left if index not in busy and arrivals[index].at <= now]
            by_place = order is Order.DEADLINE_FIRST
            come.sort(key=lambda index: (arrivals[index].place, index) if by_place else index)
            busy |= set(come[: engineers - len(busy)])
            for index in list(busy):
                left[index] -= 1
                if not left[index]:
                    answered[index] = now + timedelta(minutes=1)
                    busy.remove(index)
                    del left[index]
        now += timedelta(minutes=1)
    return [answered[index] for index in range(len(arrivals))]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("engineers", [1, 2, 3])
def test_the_replay_agrees_with_a_walk_of_the_clock(engineers: int, order: Order) -> None:
    dice = random.Random(engineers)
    for _ in range(8):
        # A Thursday to a Monday: nights, lunches and a weekend.
        moments = sorted(
            at("09:00", day=15) + timedelta(minutes=dice.randrange(4 * 24 * 60)) for _ in range(14)
        )
        arrivals = [
            premium(moment, dice.choice([2, 4, 8, 12]), dice.choice([5, 45, 90, 200]))
            if dice.random() < 0.6
            else standard(moment, dice.choice([3, 4]), dice.choice([5, 45, 90, 200]))
            for moment in moments
        ]

        assert Workload(arrivals, CENTRE).answers(engineers, order) == walked(arrivals, engineers, order)


@pytest.mark.parametrize("order", Order)
def test_an_engineer_for_each_request_lets_nobody_wait(order: Order) -> None:
    arrivals = [premium(at("11:00") + timedelta(minutes=n), 2, handling=120) for n in range(20)]
    workload = Workload(arrivals, CENTRE)

    assert workload.replay(len(arrivals), order).share == 1.0
    assert workload.answers(len(arrivals), order) == [arrival.due_at for arrival in arrivals]


def test_a_handling_that_takes_no_time_is_refused() -> None:
    with pytest.raises(InvalidAmountError, match="plus de zéro"):
        Workload([standard(at("09:00"), handling=0)], CENTRE)

"""Adding working time to an instant: ours beside what else there is, on the charter's hours (CH-I)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from bench.contestants import Contestant, business_time_delta, day_loop, ours, time_grid
from bench.targets import Target, report
from bench.timing import machine, median_microseconds

FIRST, SPAN = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=16 * 365)
SHORT, LONG = timedelta(hours=12), timedelta(hours=2_000)
# Many calls in a row, as lists, sweeps and reports make them: the first hundred find the caches of the processor cold.
ROUNDS, CALLS_A_ROUND = 9, 1_000
MOST_MICROSECONDS = 3.0

# Microseconds a call, by the name of the contestant and the amount.
Medians = dict[tuple[str, timedelta], float]


def run() -> bool:
    """Print the figures; whether all targets are met. Void, and so missed, when two contestants disagree."""
    print(f"Adding working time at random instants from 2020 to 2035 ({machine()})\n")
    us, others = ours(), (day_loop(), time_grid(), business_time_delta())
    if not all(agree(us, other) for other in others):
        return False
    medians = measure((us, *others))
    print_table(medians, [us.name, *(other.name for other in others)])
    return report(targets(medians, us.name, [other.name for other in others]))


def measure(contestants: Sequence[Contestant]) -> Medians:
    random = Random(2026)
    instants = [drawn(random, timedelta(seconds=1)) for _ in range(ROUNDS * CALLS_A_ROUND)]
    calls = {
        (contestant.name, amount): [
            partial(contestant.add, contestant.prepare(at), amount) for at in instants
        ]
        for amount in (SHORT, LONG)
        for contestant in contestants
        if contestant.takes_long or amount == SHORT
    }
    return median_microseconds(calls, ROUNDS)


def drawn(random: Random, grain: timedelta) -> datetime:
    """A random instant, a multiple of `grain` after the first."""
    return FIRST + random.randrange(SPAN // grain) * grain


def agree(us: Contestant, other: Contestant) -> bool:
    """Whether both give the same due times on a sample; the first that differs is printed.

    Half of it falls on half hours, so that many end exactly at a closing: there all contestants say that closing, as we
    do. An amount of zero is not asked: some wait for the next opening, ours is due at once.
    """
    random = Random(2020)
    grains = (timedelta(seconds=1), timedelta(minutes=30)) * 150
    sample = [drawn(random, grain) for grain in grains]
    amounts = [timedelta(minutes=30), timedelta(hours=3, minutes=30), timedelta(hours=4), SHORT]
    cases = [(at, amount) for amount in amounts for at in sample] + [(at, LONG) for at in sample[:20]]
    for at, amount in cases:
        ours_says, other_says = us.due(at, amount), other.due(at, amount)
        if ours_says != other_says:
            print(f"  VOID    {at} and {amount}: {us.name} {ours_says}, {other.name} {other_says}")
            return False
    return True


def print_table(medians: Medians, names: Sequence[str]) -> None:
    """Median microseconds a call for both amounts, and how many times ours that is."""
    print(f"  {'median, µs':20}{'12 h':>10}{'× ours':>10}{'2,000 h':>10}{'× ours':>10}")
    for name in names:
        columns = []
        for amount in (SHORT, LONG):
            taken = medians.get((name, amount))
            columns += [f"{taken:,.2f}", f"{taken / medians[names[0], amount]:,.1f}"] if taken else ["-", "-"]
        print(f"  {name:20}" + "".join(f"{column:>10}" for column in columns))
    print()


def targets(medians: Medians, us: str, others: Sequence[str]) -> list[Target]:
    short, long = medians[us, SHORT], medians[us, LONG]
    return [
        Target(f"12 h in at most {MOST_MICROSECONDS} µs", short <= MOST_MICROSECONDS),
        *(Target(f"12 h quicker than {other}", short < medians[other, SHORT]) for other in others),
        Target("2,000 h in no more than twice the time of 12 h", long <= 2 * short),
    ]

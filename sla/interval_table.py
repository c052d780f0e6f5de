"""The open intervals of a calendar on the UTC axis, with the working time that precedes each (CH-I).

Pure. Instants are timedeltas since 1970-01-01T00:00Z: exact, and quicker to bisect and to add in CPython than integers
that must be made from datetimes and back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

# [opens, closes[ since 1970-01-01T00:00Z.
Interval = tuple[timedelta, timedelta]

ZERO = timedelta(0)
TWO_YEARS = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class IntervalTable:
    """The intervals of some years in a row. Never changed, only replaced: readers need no lock.

    Index 0 is an empty interval where the years begin, so that bisection always lands on an interval.
    `before[i]` is the working time before interval i, counted from an origin that growing never moves; one more
    value closes the list. `closed[i]` is `opens[i] - before[i]`: what to add to working time to be back on the clock.
    `chasms` are the intervals followed by more than two years without an opening.
    """

    first_year: int
    last_year: int
    ends: timedelta
    opens: list[timedelta]
    closes: list[timedelta]
    before: list[timedelta]
    closed: list[timedelta]
    chasms: list[int]

    def holds(self, earliest: timedelta, latest: timedelta) -> bool:
        """Whether both instants lie in the years of this table."""
        return bool(self.opens) and self.opens[0] <= earliest and latest < self.ends

    def worked(self, moment: timedelta) -> timedelta:
        """The working time from the origin to an instant of this table."""
        index = bisect_right(self.opens, moment) - 1
        if moment < self.closes[index]:
            return self.before[index] + moment - self.opens[index]
        return self.before[index + 1]

    def is_open(self, moment: timedelta) -> bool:
        return moment < self.closes[bisect_right(self.opens, moment) - 1]

    def cut(self, start: timedelta, end: timedelta) -> list[Interval]:
        """The open intervals between two instants of this table, cut at both."""
        first = bisect_right(self.closes, start, lo=1)
        beyond = bisect_left(self.opens, end, lo=1)
        return [(max(self.opens[i], start), min(self.closes[i], end)) for i in range(first, beyond)]


EMPTY = IntervalTable(0, 0, ZERO, [], [], [], [], [])


def extend(
    known: IntervalTable,
    first_year: int,
    last_year: int,
    open_intervals: Callable[[int], Sequence[Interval]],
    year_starts: Callable[[int], timedelta],
) -> IntervalTable:
    """A table of the years asked for together with those known, which are not generated again."""
    if known.opens:
        first_year, last_year = min(first_year, known.first_year), max(last_year, known.last_year)
        years_before = range(first_year, known.first_year)
        years_after = range(known.last_year + 1, last_year + 1)
    else:
        years_before, years_after = range(first_year, first_year), range(first_year, last_year + 1)
    earlier = [interval for year in years_before for interval in open_intervals(year)]
    later = [interval for year in years_after for interval in open_intervals(year)]
    merged = merge([*earlier, *zip(known.opens[1:], known.closes[1:], strict=True), *later])
    starts = year_starts(first_year)
    opens = [starts, *(interval[0] for interval in merged)]
    closes = [starts, *(interval[1] for interval in merged)]
    origin = (known.before[0] if known.before else ZERO) - sum((b - a for a, b in earlier), ZERO)
    before = [origin]
    for a, b in zip(opens, closes, strict=True):
        before.append(before[-1] + b - a)
    closed = [a - worked for a, worked in zip(opens, before, strict=False)]
    chasms = [i for i in range(len(merged)) if opens[i + 1] - closes[i] > TWO_YEARS]
    return IntervalTable(
        first_year, last_year, year_starts(last_year + 1), opens, closes, before, closed, chasms
    )


def merge(intervals: Sequence[Interval]) -> list[Interval]:
    """Sorted intervals, those that touch made one: a centre open round the clock never closes at midnight."""
    merged: list[Interval] = []
    for opens, closes in sorted(intervals):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged

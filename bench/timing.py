"""Timing calls so that what else the machine does falls on all contestants alike."""

from __future__ import annotations

import gc
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter_ns
from typing import TypeVar

Call = Callable[[], object]
# What a contestant goes by.
Key = TypeVar("Key")


def median_microseconds(calls: Mapping[Key, Sequence[Call]], rounds: int) -> dict[Key, float]:
    """The median time of each contestant's calls, in microseconds.

    The calls are cut into rounds, and within a round the contestants take turns. Each call is timed by itself, the
    reading of the clock and the calling of a partial included: together about 0.1 µs. One round's calls warm up. What a
    round leaves is collected before the next, beside the clock: piled up, it would slow whoever comes later.
    """
    for each in calls.values():
        _time(each[::rounds])
    times: dict[Key, list[int]] = {key: [] for key in calls}
    for turn in range(rounds):
        for key, each in calls.items():
            with _no_garbage_collection():
                times[key] += _time(each[turn::rounds])
    return {key: median(taken) / 1000 for key, taken in times.items()}


def _time(calls: Sequence[Call]) -> list[int]:
    """The time of each call, in nanoseconds."""
    taken = []
    for call in calls:
        before = perf_counter_ns()
        call()
        taken.append(perf_counter_ns() - before)
    return taken


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def machine() -> str:
    """What the figures were measured on, and how busy it was."""
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f}"

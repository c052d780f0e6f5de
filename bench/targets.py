"""What a benchmark has to reach, and saying whether it did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Target(NamedTuple):
    """A promise in words, and whether the figures of this run keep it."""

    promise: str
    met: bool


def report(targets: Sequence[Target]) -> bool:
    """Print each target as met or missed; whether all are met."""
    for target in targets:
        print(f"  {'met   ' if target.met else 'MISSED'}  {target.promise}")
    return all(target.met for target in targets)

"""Checking a file of contracts: what applying it would do. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from contracts.imports.report import Report

Progress = Callable[[int, int], None]


def check(
    content: bytes,
    name: str,
    *,
    today: date,
    progress: Progress | None = None,
    complete: bool = False,
    allow_mass_withdrawal: bool = False,
) -> Report:
    """What applying this file on `today`, a day in Paris, would do; nothing is written, and no content raises.

    `progress` is called now and then with (steps done, steps in all). `complete`: the file is the whole state, so
    what it leaves out is withdrawn; more than a fifth of all lines is refused without `allow_mass_withdrawal`.
    """
    return Report(name=name, today=today, complete=complete)

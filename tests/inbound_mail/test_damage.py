"""Twenty thousand damaged mails and the worst that can be made: each is read, under 2 s of CPU and 300 MB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.inbound_mail.extremes import EXTREMES, MEGABYTE

ROOT = Path(__file__).parents[2]
SECONDS, BYTES = 2, 300 * MEGABYTE
MUTANTS, SEEDS = 5_000, (1, 2, 3, 4)
NAMES = list(EXTREMES)
TOGETHER = 9


def reading(*arguments: str) -> dict[str, Any]:
    """What reading these mails cost, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.inbound_mail.damage", *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cst.settings"},
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_mails_are_read_without_error_under_2_s_and_300_mb(seed: int) -> None:
    cost = reading("mutants", str(MUTANTS), str(seed))

    assert (cost["read"], cost["errors"]) == (MUTANTS, [])
    assert cost["slowest"] < SECONDS
    assert cost["peak"] < BYTES


@pytest.mark.parametrize(
    "names", [NAMES[place : place + TOGETHER] for place in range(0, len(NAMES), TOGETHER)]
)
def test_mails_that_no_program_writes_are_read_under_2_s_and_300_mb(names: list[str]) -> None:
    cost = reading("extremes", *names)

    assert (cost["read"], cost["errors"]) == (len(names), [])
    assert cost["slowest"] < SECONDS
    assert cost["peak"] < BYTES

"""Everything in these tests happens on the Tuesday of tests/world.py, at 12h07."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests.world import TUESDAY


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        yield

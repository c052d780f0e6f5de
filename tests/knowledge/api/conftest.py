"""Everything in these tests happens on the Tuesday of tests/world.py."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.world import TUESDAY


@pytest.fixture(autouse=True)
def on_tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=True):
        yield

"""How long a mailbox that fails is left alone: not at all at first, then twice as long each time, up to a limit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbound_mail.models import Mailbox
from tests.world import TUESDAY


def failed(times: int) -> Mailbox:
    """A mailbox whose last fetches failed so many times."""
    return Mailbox(host="imap.exer.example", failures=times, last_fetch_at=TUESDAY)


@pytest.mark.parametrize(
    ("times", "seconds"), [(0, 30), (1, 30), (2, 60), (3, 120), (4, 240), (5, 300), (9, 300), (1_000, 300)]
)
def test_the_rest_doubles_up_to_five_minutes(times: int, seconds: int) -> None:
    assert failed(times).next_fetch_at == TUESDAY + timedelta(seconds=seconds)


def test_after_one_failure_it_may_be_tried_at_once() -> None:
    assert failed(1).is_due(TUESDAY)


@pytest.mark.parametrize(("times", "seconds"), [(2, 60), (1_000, 300)])
def test_after_more_it_is_due_when_its_rest_is_over(times: int, seconds: int) -> None:
    rested = TUESDAY + timedelta(seconds=seconds)

    assert not failed(times).is_due(rested - timedelta(seconds=1))
    assert failed(times).is_due(rested)

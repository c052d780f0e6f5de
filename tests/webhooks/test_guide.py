"""What docs/rules/webhooks.md says is so: its example verifies what we send, its list and waits are the code's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import subscribed
from tests.world import TUESDAY, World
from webhooks import delivering, kinds
from webhooks.models import Message

GUIDE = (Path(__file__).parents[2] / "docs/rules/webhooks.md").read_text()


def test_the_example_takes_what_we_send_and_refuses_what_was_changed(
    world: World, told: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    subscription = subscribed(world.jean, told.url)
    world.ticket()
    delivering.send_due(TUESDAY)
    [got] = told.received
    example: dict[str, Any] = {}
    [code] = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    exec(code, example)  # noqa: S102  # the page's own words

    with time_machine.travel(TUESDAY):
        statuses = [
            example["received"](subscription.secret, got.headers, body)
            for body in (got.body, got.body, got.body + b" ")
        ]

    assert statuses == [204, 204, 401]
    assert capsys.readouterr().out.count("ticket.opened") == 1
    assert Message.objects.count() == 1


def test_every_event_is_in_the_list_and_no_other() -> None:
    table = GUIDE.partition("## A message")[0]

    assert set(re.findall(r"`((?:ticket|webhook)\.\w+)`", table)) == {*kinds.Kind.values, kinds.TEST}


def test_the_waits_are_those_of_the_code() -> None:
    units = {"s": 1, "min": 60, "h": 3600}
    [said] = re.findall(r"tried again after (.*?), each up to", GUIDE, re.DOTALL)
    waits = [
        int(amount) * units[unit] + 60 * int(minutes or 0)
        for amount, unit, minutes in re.findall(r"(\d+) (s|min|h)\b(?: (\d+)\b(?! (?:s|min|h)))?", said)
    ]

    assert waits == [delay.total_seconds() for delay in delivering.DELAYS]

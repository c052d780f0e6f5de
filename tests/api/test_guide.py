"""docs/api.md: each example is asked for real, and answered as it says."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from api import problems
from tests.world import TUESDAY, World
from tickets.actions import qualifying
from tickets.actions.qualifying import Qualification

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"```http\n(\w+) (\S+)\n(.*?)```\n\n```json\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def api(world: World, client: Client) -> Client:
    """Jean's client; his ticket of 11h07 was qualified at 11h20."""
    ticket = world.ticket(severity=2)
    qualifying.qualify(
        ticket,
        Qualification(1, ticket.serial, ticket.kind),
        actor=world.claire,
        at=world.at + timedelta(minutes=13),
    )
    client.force_login(world.jean)
    return client


@pytest.mark.parametrize(
    ("method", "address", "body", "expected"), EXAMPLES, ids=[f"{m} {a}" for m, a, *_rest in EXAMPLES]
)
def test_an_example_is_answered_as_the_guide_says(
    api: Client, method: str, address: str, body: str, expected: str
) -> None:
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        answer = api.generic(method, address, body.strip(), content_type="application/json")

    says: dict[str, Any] = json.loads(expected)
    assert answer.json() == says
    assert answer.status_code == (says["status"] if "code" in says else 200)


def test_there_are_examples_of_every_address() -> None:
    assert len(EXAMPLES) >= 6


def test_every_code_of_a_problem_is_listed() -> None:
    listed = re.findall(r"^\| \d[\d, ]* \| (.+?) \|", GUIDE, re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", " ".join(listed))) == problems.CODES

"""docs/api.md and the pages beside it: each example is asked for real, and answered as it says."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from api import problems
from tests.inbound_mail.mails import arrive, raw_mail
from tests.knowledge.writing import note
from tests.world import TUESDAY, World
from tickets.actions import qualifying
from tickets.actions.qualifying import Qualification

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "api.md").read_text()
PAGES = [GUIDE, *(page.read_text() for page in sorted((DOCS / "api").glob("*.md")))]
# Who asks, when it is not Jean; method, address, headers, body; the answer.
EXAMPLES = re.findall(
    r"```http ?(\w*)\n(\w+) (\S+)\n((?:[\w-]+: [^\n]+\n)*)(.*?)```\n\n```json\n(.*?)```",
    "\n".join(PAGES),
    re.DOTALL,
)
# What no guide can know: a key that is made up, an instant that is now.
ANYTHING = "…"
NOTE = "# Symptôme\n\nLe tunnel tombe."


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Jean's ticket of 11h07 was qualified at 11h20."""
    ticket = world.ticket(severity=2)
    qualifying.qualify(
        ticket,
        Qualification(1, ticket.serial, ticket.kind),
        actor=world.claire,
        at=world.at + timedelta(minutes=13),
    )
    note(world, "FortiGate 100F", slug="tunnel-ipsec", title="Un tunnel IPsec qui tombe", text=NOTE)
    arrive(raw_mail("Paul Durand <p.durand@ailleurs.example>"))
    return {
        "": world.jean,
        "sophie": world.sophie,
        "claire": world.claire,
        "hugo": world.hugo,
        "ines": world.ines,
    }


def same(says: Any, answered: Any) -> bool:
    """Whether an answer is what the guide says, wherever it says something."""
    if says == ANYTHING:
        return True
    if isinstance(says, dict) and isinstance(answered, dict):
        return says.keys() == answered.keys() and all(same(says[key], answered[key]) for key in says)
    if isinstance(says, list) and isinstance(answered, list):
        return len(says) == len(answered) and all(map(same, says, answered))
    return bool(says == answered)


@pytest.mark.parametrize(
    ("who", "method", "address", "headers", "body", "expected"),
    EXAMPLES,
    ids=[f"{method} {address}" for _who, method, address, *_rest in EXAMPLES],
)
def test_an_example_is_answered_as_the_guide_says(
    people: dict[str, User], who: str, method: str, address: str, headers: str, body: str, expected: str
) -> None:
    client = Client()
    client.force_login(people[who])
    sent = dict(line.split(": ", 1) for line in headers.splitlines())
    with time_machine.travel(TUESDAY + timedelta(hours=1), tick=False):
        answer = client.generic(
            method,
            address,
            body.strip(),
            content_type=sent.pop("Content-Type", "application/json"),
            headers=sent,
        )

    says: dict[str, Any] = json.loads(expected)
    answered = answer.json()
    assert same(says, answered), json.dumps(answered, indent=1, ensure_ascii=False)
    assert answer.status_code == says["status"] if "urn:cst:problem" in expected else answer.status_code < 300


def test_there_are_examples_of_every_address() -> None:
    assert len(EXAMPLES) >= 30


def test_every_code_of_a_problem_is_listed() -> None:
    listed = re.findall(r"^\| \d[\d, ]* \| (.+?) \|", GUIDE, re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", " ".join(listed))) == problems.CODES

"""The whole table: everybody, about every product, by every channel, for every kind of request.

The expected answers stand in expected_answers.py, written by hand; the devices in shelf.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from itertools import product as every
from typing import NamedTuple

import pytest
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from contracts import coverage, sentences
from contracts.decision import Reason, Verdict
from tests.contracts import shelf
from tests.contracts.expected_answers import (
    ANSWERS,
    COVERED_RULES,
    COVERED_RULES_OF_END_CUSTOMERS,
    COVERED_RULES_PASSING_ON,
    SAID,
    SAID_TO_END_CUSTOMERS,
    TABLES,
)
from tests.world import TUESDAY, World

# The database is asked for by the fixture alone; the mark has it made.
pytestmark = pytest.mark.django_db

PASSING_ON = "reseller passing on"
CHANNELS = ("mail", "web", "phone")
CREDIT = 60


class Cell(NamedTuple):
    """One question of a line: `credit` in minutes."""

    kind: str
    channel: str
    credit: int


CELLS = [
    *(Cell("incident", channel, CREDIT) for channel in CHANNELS),
    *(Cell("remote_session", channel, CREDIT) for channel in CHANNELS),
    *(Cell("assistance", channel, CREDIT) for channel in CHANNELS),
    *(Cell("assistance", channel, 0) for channel in CHANNELS),
]


class Line(NamedTuple):
    """One line of a table: who asks about which product, and the answer in each cell."""

    who: str
    product: str
    answers: dict[Cell, str]


def lines() -> Iterator[tuple[str, Line]]:
    """The lines of all tables, each with its name in the reports."""
    for who, table in TABLES.items():
        for text in table.strip("\n").splitlines()[2:]:
            head, incident, session, assistance = text.split("|")
            rule, product = head.split(maxsplit=1)
            with_credit, without = assistance.split()
            answers = [*incident.split(), *session.split(), *[with_credit] * 3, *[without] * 3]
            line = Line(who, product.strip(), dict(zip(CELLS, answers, strict=True)))
            yield f"{rule} {who}: {line.product}", line


LINES = dict(lines())
ASKED = [(line.who, line.product) for line in LINES.values()]
every_line = pytest.mark.parametrize("line", LINES.values(), ids=LINES)


Verdicts = dict[tuple[str, str], dict[Cell, Verdict]]


@pytest.fixture(scope="module")
def verdicts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Verdicts:
    """The verdict in each cell, by who asks and about which product: all asked once, in a transaction that is gone."""
    answers: Verdicts = defaultdict(dict)
    with django_db_blocker.unblock(), transaction.atomic():
        askers = shelf.askers(World())
        shelf.fill()
        for credit, cells in groupby(CELLS, key=lambda cell: cell.credit):
            shelf.give_credit(credit)
            for cell, (who, product) in every(list(cells), ASKED):
                answers[who, product][cell] = coverage.verdict(
                    askers[who],
                    shelf.serial_of(product),
                    cell.channel,
                    cell.kind,
                    TUESDAY,
                    escalated=who == PASSING_ON,
                )
        transaction.set_rollback(True)
    return answers


@every_line
def test_the_answer(verdicts: Verdicts, line: Line) -> None:
    given = {
        cell: (verdict.outcome, verdict.reason) for cell, verdict in verdicts[line.who, line.product].items()
    }

    assert given == {cell: ANSWERS[answer] for cell, answer in line.answers.items()}


@every_line
def test_the_rules_and_the_next_step(verdicts: Verdicts, line: Line) -> None:
    for cell, verdict in verdicts[line.who, line.product].items():
        step = sentences.next_step(verdict)
        assert step is not None
        assert (verdict.rules, step.code, step.text) == expected(line, cell), cell


def expected(line: Line, cell: Cell) -> tuple[tuple[str, ...], str, str]:
    """Rules, code and words of the next step of an answer of the tables."""
    is_end_customer = "customer" in line.who
    if line.answers[cell] != "yes":
        return (SAID_TO_END_CUSTOMERS if is_end_customer else SAID)[line.answers[cell]]
    if line.who == PASSING_ON:
        rules = COVERED_RULES_PASSING_ON
    else:
        rules = COVERED_RULES_OF_END_CUSTOMERS if is_end_customer else COVERED_RULES
    return rules[cell.kind], "open", "Ouvrir la demande"


@every_line
def test_french_and_english_say_it_each_in_its_own_words(verdicts: Verdicts, line: Line) -> None:
    for cell, verdict in verdicts[line.who, line.product].items():
        french = sentences.say(verdict)
        with translation.override("en"):
            english = sentences.say(verdict)

        assert french.text and english.text and french.text != english.text, cell
        assert french.next_step and english.next_step, cell
        assert french.next_step.text != english.next_step.text, cell


def test_every_product_is_in_a_table() -> None:
    asked = {product for _who, product in ASKED}

    assert asked == {*shelf.PRODUCTS, shelf.ANOTHER_S, shelf.UNKNOWN, shelf.NONE_GIVEN}


def test_every_reason_is_in_a_table() -> None:
    met = {answer for line in LINES.values() for answer in line.answers.values()}

    assert met == set(ANSWERS)
    assert {reason for _outcome, reason in ANSWERS.values()} == set(Reason)

"""The charter once more, as plain as it can be said: what the worlds of test_worlds.py compare the verdict with.

It shares nothing with contracts/decision.py but the names of the answers, and walks along the days instead of comparing
the ends of ranges. It was written from the charter's text and from the readings of docs/rules/coverage.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

# Versions from the oldest to the newest: who is older is who stands before.
VERSIONS = ("6.2.9", "6.4", "6.4.14", "7.0", "7.4.9", "7.4.10", "10.1")

# The days that these worlds know of; every line begins and ends among them.
DAYS = [date(2026, 9, 15) + timedelta(days=day) for day in range(80)]


@dataclass(frozen=True)
class Party:
    """An organisation; `kind` is "reseller", "end_customer" or "centre", `credit` its PS credit in minutes."""

    name: str
    kind: str
    credit: int = 0


@dataclass(frozen=True)
class Level:
    """A level of support and what it opens; the smaller `rank` is the better level."""

    code: str
    rank: int
    channels: tuple[str, ...]
    open_to_end_customers: bool
    remote_sessions: bool


@dataclass(frozen=True)
class Model:
    """A product of the manufacturer; `oldest_version` may be empty, `end_of_support` is its last supported day."""

    name: str
    in_catalogue: bool
    end_of_support: date | None
    oldest_version: str


@dataclass(frozen=True)
class Machine:
    """A device; an empty `version` is one that nobody told us."""

    serial: str
    model: Model
    version: str


@dataclass(frozen=True)
class Bought:
    """A contract, its first and its last day included; `holder` is the end customer it was bought for, if any."""

    number: str
    level: Level
    reseller: Party
    holder: Party | None
    first: date
    last: date


@dataclass(frozen=True)
class Covered:
    """A device under a contract: from `since` on, if said, and until the day before `withdrawn`, if said."""

    bought: Bought
    machine: Machine
    since: date | None
    withdrawn: date | None


class Question(NamedTuple):
    """Who asks (nobody we know: None), what, by which channel, on which day in Paris."""

    party: Party | None
    serial: str
    channel: str
    kind: str
    day: date
    escalated: bool


class Answer(NamedTuple):
    """What the charter answers; `provisional` is the level that a request to be checked runs on."""

    outcome: str
    reason: str
    contract: str | None = None
    level: str | None = None
    provisional: str = ""


@cache
def days_of(line: Covered) -> tuple[date, ...]:
    """The days on which the line covers its device, one by one."""
    days = []
    for day in DAYS:
        if day < line.bought.first or day > line.bought.last:
            continue
        if line.since is not None and day < line.since:
            continue
        if line.withdrawn is not None and day >= line.withdrawn:
            continue
        days.append(day)
    return tuple(days)


def in_sight(line: Covered, party: Party) -> bool:
    """Nobody learns what others own: a reseller sees what it bought, an end customer what was bought for it."""
    if party.kind == "reseller":
        return line.bought.reseller == party
    if party.kind == "end_customer":
        return line.bought.holder == party
    return True  # the centre


def line_that_answers(lines: list[Covered], day: date) -> Covered | None:
    """The best valid level, then the latest end; else the next to start; else the last to have ended."""
    answering: Covered | None = None
    for line in lines:
        if day in days_of(line) and (answering is None or is_better(line, answering)):
            answering = line
    if answering is not None:
        return answering
    for later in DAYS:
        if later > day:
            starting = [line for line in lines if days_of(line)[0] == later]
            if starting:
                return sorted(starting, key=lambda line: (line.bought.level.rank, line.bought.number))[0]
    for earlier in reversed(DAYS):
        if earlier < day:
            ended = [line for line in lines if days_of(line)[-1] == earlier]
            if ended:
                return sorted(ended, key=lambda line: line.bought.number)[-1]
    return None


def is_better(line: Covered, other: Covered) -> bool:
    if line.bought.level != other.bought.level:
        return line.bought.level.rank < other.bought.level.rank
    if days_of(line)[-1] != days_of(other)[-1]:
        return days_of(line)[-1] > days_of(other)[-1]
    return line.bought.number < other.bought.number


def is_outdated(machine: Machine) -> bool:
    """CH-IV.1, a version that is up to date; one that nobody told us is given the benefit of the doubt."""
    if not machine.version or not machine.model.oldest_version:
        return False
    return VERSIONS.index(machine.version) < VERSIONS.index(machine.model.oldest_version)


def provisional_level(lines: list[Covered], party: Party, day: date) -> str:
    """The best level that the requester holds that day, for a request that somebody has to look at first."""
    if party.kind == "centre":
        return ""
    held = [line.bought.level for line in lines if in_sight(line, party) and day in days_of(line)]
    return min(held, key=lambda level: level.rank).code if held else ""


def answer(lines: list[Covered], asked: Question) -> Answer:
    """What the charter answers to one question."""
    party = asked.party
    if party is None:  # CH-II.1, CH-II.2: resellers and their end customers, nobody else
        return Answer("to_check", "requester_unknown")
    mine = [
        line
        for line in lines
        if line.machine.serial == asked.serial and in_sight(line, party) and days_of(line)
    ]
    line = line_that_answers(mine, asked.day)
    if asked.kind == "assistance":
        return about_assistance(party, line)
    if line is not None:
        outcome, reason = about_product(party, line, asked)
        return Answer(outcome, reason, line.bought.number, line.bought.level.code)
    reason = "product_unknown" if asked.serial else "product_to_identify"
    return Answer("to_check", reason, provisional=provisional_level(lines, party, asked.day))


def about_assistance(party: Party, line: Covered | None) -> Answer:
    """CH-PS, CH-IV.2: time paid beforehand, whatever the product and its level; the centre asks for the reseller."""
    contract = line.bought.number if line is not None else None
    payer: Party | None = party
    if party.kind == "centre":
        payer = line.bought.reseller if line is not None else None
    if payer is not None and payer.credit > 0:
        return Answer("accepted", "covered", contract)
    return Answer("redirected", "no_ps_credit", contract)


def about_product(party: Party, line: Covered, asked: Question) -> tuple[str, str]:
    """Outcome and reason for a device that the party may know of."""
    level, model, days = line.bought.level, line.machine.model, days_of(line)
    if asked.day not in days:  # CH-0: a contract in force that day
        return "refused", "contract_not_started" if days[0] > asked.day else "contract_expired"
    if party.kind == "end_customer" and not level.open_to_end_customers:  # CH-II.2
        return "redirected", "contact_your_reseller"
    if not model.in_catalogue:  # CH-IV.1
        return "refused", "product_not_in_catalogue"
    if model.end_of_support is not None and asked.day > model.end_of_support:  # CH-IV.1
        return "refused", "product_end_of_support"
    if is_outdated(line.machine):  # CH-IV.1
        return "refused", "version_not_supported"
    if asked.kind == "remote_session" and not level.remote_sessions:  # CH-III.3
        return "refused", "remote_session_needs_premium"
    if asked.channel in level.channels or asked.escalated:  # CH-III.1; CH-II.2 for what a reseller passes on
        return "accepted", "covered"
    return "redirected", "channel_not_included"

"""What a file of contracts does, or would do, to the database: the values that pages and programs read.

Everything here is facts; contracts/imports/sentences.py says them in the active language, so that a stored report is
read in the language of whoever opens it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from contracts.imports import columns, sentences

# Details that are kept: refusals and warnings of each code, changes in all. The numbers beside them are exact.
SHOWN = 500

Facts = Mapping[str, str | int]
Counts = dict[str, dict[str, int]]


class Subject(StrEnum):
    """What a file speaks of."""

    CONTRACTS = "contracts"
    LINES = "lines"
    DEVICES = "devices"
    PRODUCTS = "products"
    ORGANISATIONS = "organisations"


class Effect(StrEnum):
    """What becomes of it. A line ends when it is withdrawn, a contract when a complete file no longer names it."""

    CREATED = "created"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"


def no_counts() -> Counts:
    """Every subject and effect at zero."""
    return {subject.value: {effect.value: 0 for effect in Effect} for subject in Subject}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell, a line or the whole file cannot be taken over.

    `line` counts from 1 as a spreadsheet does, 0 for the file as a whole; `column` is the header as it stands in the
    file and `value` what the cell holds, both possibly empty.
    """

    line: int
    column: str
    value: str
    code: str
    facts: Facts = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why, and what to do about it, in the active language."""
        return sentences.refusal(self.code, self.facts)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to know that keeps nothing from being applied; the fields are those of a refusal."""

    line: int
    column: str
    value: str
    code: str
    facts: Facts = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The warning in the active language."""
        return sentences.warning(self.code, self.facts)


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of something known, before and after, as text: dates as 31/12/2026, organisations and levels by name.

    `key` names the thing: a number, a serial, a name; a line by its contract's number and its serial. `about` is the
    column. `line` is where the file says so first, 0 when it is by what the file leaves out.
    """

    subject: str
    key: str
    about: str
    before: str
    after: str
    line: int

    @property
    def what(self) -> str:
        """The thing, in the active language: « contrat EX-2026-0117 »."""
        return sentences.thing(self.subject, self.key)

    @property
    def field(self) -> str:
        """The name of the fact, in the active language."""
        return columns.label(self.about)


@dataclass(frozen=True, slots=True)
class Report:
    """What checking or applying one file found.

    `lines` is the number of lines read, blank ones left out; `read_as` says how ("csv", "utf-8", ";"). `today` is the
    day in Paris that the report is drawn for. `counts[subject][effect]`, `refused`, `warned` and `changed` are exact;
    `refusals` and `warnings`, in the order of the file, and `changes` are bounded (`SHOWN`). What is merely new is
    counted, and named only when it is a product or an organisation.
    """

    name: str
    today: date
    complete: bool
    lines: int = 0
    read_as: tuple[str, ...] = ()
    counts: Counts = field(default_factory=no_counts)
    refused: int = 0
    refusals: tuple[Refusal, ...] = ()
    warned: int = 0
    warnings: tuple[Warned, ...] = ()
    changed: int = 0
    changes: tuple[Change, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Nothing is refused: the file can be applied."""
        return not self.refused

    @property
    def changes_nothing(self) -> bool:
        """The database already says what the file says."""
        return not any(
            count
            for effects in self.counts.values()
            for effect, count in effects.items()
            if effect != Effect.UNCHANGED
        )

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values; dates in ISO 8601."""
        return {
            **asdict(self),
            "today": self.today.isoformat(),
            "read_as": list(self.read_as),
            "refusals": [asdict(each) for each in self.refusals],
            "warnings": [asdict(each) for each in self.warnings],
            "changes": [asdict(each) for each in self.changes],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """The report that `to_json` wrote."""
        return cls(
            **{
                **data,
                "today": date.fromisoformat(data["today"]),
                "read_as": tuple(data["read_as"]),
                "refusals": tuple(Refusal(**each) for each in data["refusals"]),
                "warnings": tuple(Warned(**each) for each in data["warnings"]),
                "changes": tuple(Change(**each) for each in data["changes"]),
            }
        )

"""What narrows a list of tickets, as its address says it: read, said again, dropped one by one; days are Paris days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, NamedTuple, Self

from django.utils.http import urlencode

from contracts.sentences import short_date
from sla.wording import PARIS
from tickets.drafting.reading import typed


class Chip(NamedTuple):
    """One filter that narrows the list, in words; `query` is the address without it."""

    text: str
    query: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is asked for; each field has the name that it bears in the address, and is empty when not asked.

    A field in `ALLOWED` holds nothing else than what its function takes; those in `BESIDE` do not narrow the list.
    """

    ALLOWED: ClassVar[Mapping[str, Callable[[str], bool]]] = {}
    BESIDE: ClassVar[frozenset[str]] = frozenset()
    # In signs; what was typed beyond is cut.
    LONGEST: ClassVar[int] = 100

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """As an address says it; anything malformed counts as not asked."""
        said = {each.name: typed(values, each.name, cls.LONGEST) for each in fields(cls)}
        known = {
            name: value for name, value in said.items() if name not in cls.ALLOWED or cls.ALLOWED[name](value)
        }
        return cls(**known)

    @property
    def said(self) -> dict[str, str]:
        """The fields that are asked."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    @property
    def narrows(self) -> bool:
        """Whether anything is asked but what stands beside."""
        return not self.said.keys() <= self.BESIDE

    @property
    def query(self) -> str:
        """The same as a query string."""
        return urlencode(self.said)

    def but(self, **changes: str) -> str:
        """The query string with these fields changed."""
        return replace(self, **changes).query

    def chips(self, words: Mapping[str, str]) -> list[Chip]:
        """A chip for each field that is asked and has `words`, in their order."""
        said = self.said
        return [Chip(text, self.but(**{name: ""})) for name, text in words.items() if name in said]


def is_key(value: str) -> bool:
    """Whether `value` may be the key of a row."""
    return value.isascii() and value.isdecimal() and len(value) < 10


def is_day(value: str) -> bool:
    """Whether `value` is a day, 2026-10-13, that others can be counted from."""
    try:
        # The last day of all has no day after it.
        return date(2000, 1, 1) <= date.fromisoformat(value) <= date(2999, 12, 31)
    except ValueError:
        return False


def midnight(day: str, later: int = 0) -> datetime:
    """When the day begins that comes so many days `later` than `day`."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(0), PARIS)


def said_day(day: str) -> str:
    """13/10/2026; empty for no day."""
    return short_date(date.fromisoformat(day)) if day else ""

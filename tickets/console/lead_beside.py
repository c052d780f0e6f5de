"""What the lead's board shows of the apps above this one: the mails that wait for somebody's decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Undecided:
    """How many mails are held or in quarantine, and since when the oldest is; `url` is where they are decided."""

    count: int
    oldest: datetime | None
    url: str


_tellers: list[Callable[[], Undecided]] = []


def tell(teller: Callable[[], Undecided]) -> None:
    """Let `teller` say what waits; called once, when its app is ready."""
    _tellers.append(teller)


def undecided() -> list[Undecided]:
    """What waits, of each app that told."""
    return [teller() for teller in _tellers]

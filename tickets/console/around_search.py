"""What the words of a search find besides tickets: customers, their people, devices."""

from __future__ import annotations

from datetime import datetime

from sla.wording import PARIS
from tickets.console import phone_search
from tickets.console.phone_search import LineGroup

FEWEST = 2


def groups(words: str, now: datetime) -> tuple[LineGroup, ...]:
    """The groups that hold something; six queries at most."""
    words = words.strip()
    return phone_search.results(words, now.astimezone(PARIS).date()).groups if len(words) >= FEWEST else ()

"""Ticket numbers: CST-2026-000123, one series a year, no gap even after a crash."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import connection

from sla.wording import PARIS

# What a number looks like, for every expression that reads one: in mails, addresses, names of drafts.
SHAPE = "CST-[0-9]{4}-[0-9]{6}"


def is_number(text: str) -> bool:
    """Whether `text` looks like a ticket number, given or not."""
    return re.fullmatch(SHAPE, text) is not None


def next_number(at: datetime) -> str:
    """The next number of the year of `at` in Paris; given back if the caller's transaction is rolled back."""
    return next_numbers(at, 1)[0]


def next_numbers(at: datetime, count: int) -> list[str]:
    """The next `count` numbers of that year, in order."""
    year = at.astimezone(PARIS).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_ticketnumber (year, last) VALUES (%s, %s)"
            " ON CONFLICT (year) DO UPDATE SET last = tickets_ticketnumber.last + EXCLUDED.last RETURNING last",
            [year, count],
        )
        (last,) = cursor.fetchone()
    return [f"CST-{year}-{number:06}" for number in range(last - count + 1, last + 1)]

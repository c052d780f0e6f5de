"""Ticket numbers: CST-2026-000123, one series a year, no gap even after a crash."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

PARIS = ZoneInfo("Europe/Paris")


def next_number(at: datetime) -> str:
    """The next number of the year of `at` in Paris; given back if the caller's transaction is rolled back."""
    year = at.astimezone(PARIS).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_ticketnumber (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = tickets_ticketnumber.last + 1 RETURNING last",
            [year],
        )
        (last,) = cursor.fetchone()
    return f"CST-{year}-{last:06}"

"""Finding tickets by what their customers may read: numbers, serials, words, names of files and of who asked.

Every typed word must stand in the ticket, or begin a word of it; a serial is found by any part of it. The words are
those of public messages alone, so that a search tells nobody, not even the centre, what a customer may not read.
The rows searched are kept by triggers (migration 0007).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup, Q
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import User
from contracts.models import normalise_serial
from knowledge import searching
from sla.wording import PARIS
from tickets.visibility import TicketQuerySet

# Longer words are cut by the database as well.
LONGEST_WORD = 40
# A number that is typed without its year is sought in so many of them.
YEARS = 10
_NUMBER = re.compile(r"(?:CST-?)?(?:(?P<year>20[0-9]{2})-)?(?P<rank>[0-9]{1,6})", re.IGNORECASE)


@SearchVectorField.register_lookup
class Lexemes(Lookup[Any]):
    """True when the vector answers a question that is written in lexemes already; no parser comes near it."""

    lookup_name = "lexemes"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*parameters, str(self.rhs))


def found(tickets: TicketQuerySet, user: User, words: str) -> TicketQuerySet:
    """Of tickets in sight of `user`, a customer, those that hold every one of `words`; all of them without any."""
    if not words.strip():
        return tickets
    typed = searching.words_in(words)
    if not typed or user.organisation_id is None:
        return tickets.none()
    party = user.organisation_id
    question = [f"('@o{party}' | '@r{party}')", *(f"{word[:LONGEST_WORD]}:*" for word in typed)]
    return tickets.filter(search_row__words__lexemes=" & ".join(question))


def named(words: str, now: datetime) -> Q | None:
    """The tickets that `words` name as a whole, by their number or their serial; None when they name none.

    "CST-2026-000123", "2026-123" and "123" are numbers; the last one is of any of the latest years.
    """
    words = words.strip()
    if not any(sign.isdigit() for sign in words):
        return None
    exact = Q(serial=normalise_serial(words))
    meant = numbers(words, now)
    return exact | Q(number__in=meant) if meant else exact


def numbers(words: str, now: datetime) -> list[str]:
    """The numbers of tickets that `words` may mean: one, or one of each of the latest years; none for other words."""
    number = _NUMBER.fullmatch(words.strip())
    if number is None:
        return []
    this_year = now.astimezone(PARIS).year
    years = [int(number["year"])] if number["year"] else range(this_year, this_year - YEARS, -1)
    return [f"CST-{year}-{int(number['rank']):06}" for year in years]

"""Finding tickets for the centre, by all that was said on them, internal notes included (docs/rules/search.md).

What names a ticket as a whole comes first: its number, the serial it is about, a case at the manufacturer. Then the
`MOST` latest that hold every word, the most telling first. The rows searched are kept by triggers, and walked through
by cst_latest_found (migration 0009); all conditions are lexemes of the one index.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Value

from accounts.models import Organisation, User
from accounts.plain_text import plain
from contracts.models import Device, Product, normalise_serial
from tickets import search
from tickets.full_text_words import Question, Term

# Those that are put in order; and for phrases, which no index knows, the tickets with all their words that are read.
MOST, CHECKED = 200, 2_000
# A word that stands in so many names tells none of them.
MOST_NAMES = 50
# A trigram index knows three signs in a row at least; a part of a serial is longer, and holds a figure.
FEWEST_SIGNS, SHORTEST_PART, MOST_DEVICES = 3, 4, 20
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

_SIGNS = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the tickets are besides their words; None or empty where it does not matter. Instants are aware, `until` is
    the first that does not count. `assignee` 0: nobody.
    """

    status: str = ""
    severity: int | None = None
    level: str = ""
    assignee: int | None = None
    organisations: tuple[int, ...] | None = None
    products: tuple[int, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def asks(self) -> bool:
        """Whether it leaves anything out."""
        return self != Narrowing()

    @property
    def marks(self) -> str:
        """As lexemes of the index; what no ticket can be is a lexeme that none has."""
        said: dict[str, Sequence[object] | None] = {
            "s": [self.status] if self.status else None,
            "v": None if self.severity is None else [self.severity],
            "l": [self.level] if self.level else None,
            "a": None if self.assignee is None else [self.assignee],
            "o": self.organisations,
            "p": self.products,
        }
        return " & ".join(
            f"({_either(f'@{kind}{value}' for value in values or ('none',))})"
            for kind, values in said.items()
            if values is not None
        )


class Hit(NamedTuple):
    """A ticket by its key; `named`: the words are its number, its serial, or a case of the manufacturer's."""

    ticket: int
    named: bool


class Found(NamedTuple):
    """The hits, best first. `more`: only the latest `MOST` were put in order, or some phrases were not looked for.
    `beginning`: no ticket holds the words, these hold longer ones.
    """

    hits: tuple[Hit, ...] = ()
    more: bool = False
    beginning: bool = False


def found(user: User, typed: str, question: Question, narrowing: Narrowing, now: datetime) -> Found:
    """The tickets in sight of `user` that `typed` names, then those that answer `question`; four queries at most.

    None for whoever may not read every internal note (tickets/visibility.py): the rows searched hold them all. Without
    words, the latest that are as `narrowing` says.
    """
    if not user.is_engineer:
        return Found()
    if not question.terms:
        return Found() if typed.strip() or not narrowing.asks else _asked((), (), {}, narrowing, now)
    meant = identifiers(typed, now)
    answer = _asked(meant, question.terms, _named(question, typed), narrowing, now)
    longer = None if narrowing.asks else question.longer
    if answer.hits or answer.more or longer is None:
        return answer
    return _asked((), (longer,), {}, narrowing, now)._replace(beginning=True)


def identifiers(typed: str, now: datetime) -> tuple[str, ...]:
    """The lexemes of what `typed` may name as a whole; none without a figure."""
    whole = _SIGNS.sub("", typed.upper())
    if not any(sign.isdigit() for sign in whole):
        return ()
    return tuple(identifier(each) for each in (whole, *search.numbers(typed, now)))


def identifier(text: str) -> str:
    """The lexeme of a number, a serial or a case: capitals and figures alone (cst_identifier of migration 0009)."""
    return f"@={_SIGNS.sub('', text.upper())}"


def _named(question: Question, typed: str) -> dict[Term, list[str]]:
    """The lexemes of what each term may name: organisations and products where it begins a word of the name; devices
    whose serial holds it, when it is all that is asked. Two queries.
    """
    terms = [term for term in question.sought if len(_said(term)) >= FEWEST_SIGNS]
    marks: dict[Term, list[str]] = {term: [] for term in terms}
    if not terms:
        return marks
    names: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    kinds = (("o", Organisation.objects.all()), ("p", Product.objects.all()))
    first, *others = (
        rows.filter(name__holds=_said(term))
        .order_by()
        .values_list(Value(kind), Value(place), "pk", "name")[: MOST_NAMES + 1]
        for place, term in enumerate(terms)
        for kind, rows in kinds
    )
    for kind, place, pk, name in first.union(*others, all=True):
        names[kind, place].append((pk, name))
    for (kind, place), held in names.items():
        if len(held) <= MOST_NAMES:
            begins = re.compile(rf"\b{re.escape(_said(terms[place]))}")
            marks[terms[place]] += [f"@{kind}{pk}" for pk, name in held if begins.search(plain(name))]
    if len(question.terms) == 1:
        marks[terms[0]] += _serials(typed)
    return marks


def _serials(part: str) -> list[str]:
    """The lexemes of the few devices whose serial holds `part`; none when it says too little."""
    if len(part) < SHORTEST_PART or not any(sign.isdigit() for sign in part):
        return []
    devices = Device.objects.filter(serial__contains=normalise_serial(part)).order_by()
    serials = list(devices.values_list("serial", flat=True)[: MOST_DEVICES + 1])
    return [identifier(serial) for serial in serials] if len(serials) <= MOST_DEVICES else []


def _said(term: Term) -> str:
    return plain(" ".join(term.words))


_STATEMENT = """
    SELECT ticket_id, named, bounded FROM (
        SELECT true AS named, * FROM cst_latest_found(%(meant)s::tsquery, NULL, {narrowing})
        UNION ALL SELECT false, * FROM cst_latest_found({loose}, {strict}, {narrowing})
    ) found
    ORDER BY named DESC, CASE WHEN named THEN 0 ELSE rank END DESC, received_at DESC, ticket_id DESC
"""


def _asked(
    meant: Iterable[str],
    terms: tuple[Term, ...],
    named: Mapping[Term, list[str]],
    narrowing: Narrowing,
    now: datetime,
) -> Found:
    """One statement. The terms are values of it, each twice when one of them is a phrase."""
    values: dict[str, str | int | datetime] = {
        "meant": _either(meant),
        "narrowed": narrowing.marks,
        "since": narrowing.since or BEGINNING,
        # A mail's own date may lie ahead.
        "until": narrowing.until or now + timedelta(days=1),
        "most": MOST,
        "checked": CHECKED,
    }
    loose, strict = [], []
    for place, term in enumerate(terms):
        values |= {
            f"l{place}": term.by_index,
            f"s{place}": str(term),
            f"n{place}": _either(named.get(term, ())),
        }
        strict.append(f"cst_asked(%(s{place})s, %(n{place})s)")
        loose.append(f"cst_asked(%(l{place})s, %(n{place})s)")
    has_phrases = any(len(term.words) > 1 for term in terms)
    statement = _STATEMENT.format(
        loose=" && ".join(loose) or "NULL",
        strict=" && ".join(strict) if has_phrases else "NULL",
        narrowing="%(narrowed)s::tsquery, %(since)s, %(until)s, %(most)s, %(checked)s",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    hits: dict[int, Hit] = {}
    for ticket, is_named, _bounded in rows:
        if ticket is not None:
            hits.setdefault(ticket, Hit(ticket, is_named))
    return Found(tuple(hits.values()), more=any(bounded for _ticket, _named, bounded in rows))


def _either(lexemes: Iterable[str]) -> str:
    """Any of these lexemes, as PostgreSQL writes it; they hold letters, figures, "@" and "=" alone."""
    return " | ".join(f"'{lexeme}'" for lexeme in lexemes)

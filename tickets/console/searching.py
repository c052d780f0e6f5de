"""The page of the search: what its address asks for, said in chips, and a line for each ticket that was found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Value
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from contracts.models import Product
from knowledge import excerpts
from knowledge.excerpts import Piece
from tickets import full_text, full_text_words, passages
from tickets.console import queue
from tickets.console.filters import MINE, NOBODY, Choices, is_whose, said_whose
from tickets.full_text import MOST_NAMES, Hit, Narrowing
from tickets.full_text_words import Question
from tickets.models import Status, Ticket
from tickets.narrowing import Chip, Filters, is_day, midnight, said_day
from tickets.passages import Passage
from tickets.visibility import TicketQuerySet

PAGE_SIZE = 20


def _is_code(value: str) -> bool:
    return value.isascii() and value.replace("-", "").replace("_", "").isalnum()


@dataclass(frozen=True)
class Sought(Filters):
    """What is looked for."""

    ALLOWED: ClassVar = {
        "etat": set(Status.values).__contains__,
        "severite": {"1", "2", "3", "4"}.__contains__,
        "niveau": _is_code,
        "affecte": is_whose,
        "depuis": is_day,
        "jusqu": is_day,
    }
    BESIDE: ClassVar = frozenset({"q"})
    LONGEST: ClassVar = 200

    q: str = ""
    etat: str = ""
    severite: str = ""
    niveau: str = ""
    affecte: str = ""
    organisation: str = ""
    produit: str = ""
    depuis: str = ""
    jusqu: str = ""

    @cached_property
    def question(self) -> Question:
        return full_text_words.read(self.q)

    @property
    def asks(self) -> bool:
        return bool(self.said)


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket that was found: what the words name of it, marked, and the passage that holds them.

    `reseller`: the one whose name answers, where `who` leaves it out.
    """

    ticket: Ticket
    subject: tuple[Piece, ...]
    number: tuple[Piece, ...]
    serial: tuple[Piece, ...]
    who: tuple[Piece, ...]
    reseller: tuple[Piece, ...]
    when: str
    named: bool
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found. `more`: older tickets may hold the words too; `beginning`: they hold longer ones."""

    page: Page[Hit]
    lines: tuple[Line, ...]
    more: bool
    beginning: bool


def results(sought: Sought, user: User, number: str | None, now: datetime) -> Results:
    """The page `number` of what `user` may see of it; eight queries at most, whatever is found."""
    found = full_text.found(user, sought.q, sought.question, narrowing(sought, user), now)
    page = Paginator(found.hits, PAGE_SIZE).get_page(number)
    keys = [hit.ticket for hit in page]
    words = passages.marking(sought.question.words)
    tickets = _tickets(user).in_bulk(keys) if keys else {}
    shown = passages.of_tickets(user, tickets, words) if tickets else {}
    meant = full_text.identifiers(sought.q, now)
    lines = tuple(
        _line(tickets[hit.ticket], hit, words, meant, shown.get(hit.ticket), now)
        for hit in page
        if hit.ticket in tickets
    )
    return Results(page, lines, found.more, found.beginning)


def _tickets(user: User) -> TicketQuerySet:
    """Those in sight of `user`, with what a line says of them and nothing else."""
    return (
        Ticket.objects.visible_to(user)
        .select_related(
            "organisation",
            "requester",
            "escalated_by",
            "reseller",
            "assignee",
            "device__product",
            "contract__end_customer",
        )
        .only(
            "number",
            "subject",
            "status",
            "kind",
            "severity",
            "serial",
            "requester_address",
            "merged_into_id",
            "received_at",
            "organisation__name",
            "requester__full_name",
            "escalated_by__full_name",
            "reseller__name",
            "assignee__full_name",
            "device__product__name",
            "contract__end_customer__name",
        )
    )


def narrowing(sought: Sought, user: User) -> Narrowing:
    """What the tickets are besides their words; one query, for the names of organisations and products."""
    named = _named(sought)
    return Narrowing(
        status=sought.etat,
        severity=int(sought.severite) if sought.severite else None,
        level=sought.niveau,
        assignee=_whose(sought.affecte, user),
        organisations=named["organisation"] if sought.organisation else None,
        products=named["produit"] if sought.produit else None,
        since=midnight(sought.depuis) if sought.depuis else None,
        until=midnight(sought.jusqu, 1) if sought.jusqu else None,
    )


def _whose(said: str, user: User) -> int | None:
    if not said:
        return None
    return {MINE: user.pk, NOBODY: 0}.get(said) if said in {MINE, NOBODY} else int(said)


def _named(sought: Sought) -> dict[str, tuple[int, ...]]:
    """The keys of what bears the words of a field in its name, `MOST_NAMES` at most, by the field."""
    rows = {"organisation": Organisation.objects.order_by(), "produit": Product.objects.order_by()}
    asked = [
        each.filter(name__holds=getattr(sought, name)).values_list(Value(name), "pk")[:MOST_NAMES]
        for name, each in rows.items()
        if getattr(sought, name)
    ]
    found = list(asked[0].union(*asked[1:], all=True)) if asked else []
    return {name: tuple(pk for field, pk in found if field == name) for name in rows}


def _line(
    ticket: Ticket,
    hit: Hit,
    words: tuple[str, ...],
    meant: Collection[str],
    passage: Passage | None,
    now: datetime,
) -> Line:
    return Line(
        ticket=ticket,
        subject=excerpts.marked(ticket.subject, words),
        number=_whole(ticket.number, words, meant),
        serial=_whole(ticket.serial, words, meant),
        who=excerpts.marked(queue.who(ticket), words),
        reseller=_unsaid(ticket, words),
        when=queue.instant(ticket.received_at, now),
        named=hit.named,
        passage=passage,
    )


def _whole(text: str, words: tuple[str, ...], meant: Collection[str]) -> tuple[Piece, ...]:
    """A number or a serial: marked as a whole where it is what was typed, else where a word stands as typed, not in
    another form."""
    if text and full_text.identifier(text) in meant:
        return (Piece(text, found=True),)
    return tuple(
        Piece(piece.text, found=piece.found and piece.text.lower() in words)
        for piece in excerpts.marked(text, words)
    )


def _unsaid(ticket: Ticket, words: tuple[str, ...]) -> tuple[Piece, ...]:
    """The reseller, where its name answers and the line would not say it: what else would explain the ticket here."""
    if ticket.reseller is None or ticket.reseller.name in queue.who(ticket):
        return ()
    pieces = excerpts.marked(ticket.reseller.name, words)
    return pieces if any(piece.found for piece in pieces) else ()


def chips(sought: Sought, offered: Choices) -> list[Chip]:
    """What narrows the search, in words, each with the address that drops it."""
    said = {
        "etat": dict(offered.statuses).get(sought.etat, ""),
        "severite": _("Sévérité %s") % sought.severite,
        "niveau": _("Niveau\u00a0: %s") % offered.levels.get(sought.niveau, sought.niveau),
        "affecte": said_whose(sought.affecte, offered),
        "organisation": _("Organisation\u00a0: %s") % sought.organisation,
        "produit": _("Produit\u00a0: %s") % sought.produit,
        "depuis": _("Depuis le %s") % said_day(sought.depuis),
        "jusqu": _("Jusqu’au %s") % said_day(sought.jusqu),
    }
    return sought.chips(said)

"""One verb over many tickets of the list, and its undoing.

Each ticket is told apart: what changed since it was shown, or whose state does not allow the verb, is left and said.
All of it is one transaction with its BulkChange; the same rows sent twice are found changed the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Channel
from tickets.actions import closing, following, reminding_oneself
from tickets.actions.assigning import assign
from tickets.actions.replying import Words
from tickets.actions.writing import NotPossible, lock
from tickets.console import queue, undo
from tickets.console.undo import Undo
from tickets.models import BulkChange, Follower, Status, Ticket
from tickets.visibility import TicketQuerySet

MOST = 100
# For so long a click takes it back; later somebody will have built on it.
UNDOABLE = timedelta(seconds=undo.LIFETIME)


class Verb(StrEnum):
    """What is done to many at once; the values are those of the form."""

    ASSIGN = "assign"
    TAKE = "take"
    UNASSIGN = "unassign"
    FOLLOW = "follow"
    REMIND = "remind"
    RESOLVE = "resolve"
    CLOSE = "close"

    @property
    def is_confirmed(self) -> bool:
        """Whether it is asked again before: customers are written to, and no click takes that back."""
        return self in {Verb.RESOLVE, Verb.CLOSE}


@dataclass(frozen=True, slots=True)
class Row:
    """A chosen row: the key of its ticket, and the stamp of its last change as it was shown (queue.Line)."""

    pk: int
    stamp: str


@dataclass(frozen=True, slots=True)
class Deed:
    """The verb with what it needs. `key` makes the answers of a resolution harmless to send twice."""

    verb: Verb
    assignee: User | None = None
    when: datetime | None = None
    cause: str = ""
    body: str = ""
    key: str = ""


@dataclass(slots=True)
class Told:
    """What became of the rows: the numbers of the tickets it was done to, and why the others were left."""

    done: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    change: BulkChange | None = None


def read(values: Iterable[str]) -> list[Row]:
    """The rows that a form sent, as "key-stamp"; what is malformed, or comes twice, is dropped."""
    rows = {}
    for value in values:
        pk, _sign, stamp = value.partition("-")
        if pk.isascii() and pk.isdecimal() and len(pk) < 19 and stamp.isascii() and stamp.isdecimal():
            rows[int(pk)] = Row(int(pk), stamp)
    return list(rows.values())


@transaction.atomic
def carry_out(rows: list[Row], deed: Deed, tickets: TicketQuerySet, *, actor: User, at: datetime) -> Told:
    """Do `deed` to those of `tickets` that `rows` name; raises `NotPossible` beyond `MOST`."""
    if len(rows) > MOST:
        raise NotPossible(_("Choisissez %s tickets au plus à la fois.") % MOST)
    stamps = {row.pk: row.stamp for row in rows}
    told, taken_back = Told(), []
    # One after the other in one order: two engineers who chose the same rows never wait for each other.
    for ticket in tickets.filter(pk__in=stamps).order_by("pk"):
        try:
            with transaction.atomic():
                way = _one(ticket, stamps[ticket.pk], deed, actor, at)
        except NotPossible as refused:
            told.left.append((ticket.number, str(refused)))
            continue
        told.done.append(ticket.number)
        if way is not None:
            taken_back.append({"ticket": ticket.pk, "way": way.way, "known": way.known})
    if taken_back:
        told.change = BulkChange.objects.create(actor=actor, verb=deed.verb, tickets=taken_back, at=at)
    return told


def _one(ticket: Ticket, stamp: str, deed: Deed, actor: User, at: datetime) -> Undo | None:
    locked = lock(ticket)
    if queue.stamp(locked.updated_at) != stamp:
        raise NotPossible(_("a changé entre-temps"))
    return _WAYS[deed.verb](locked, deed, actor, at)


def _assign(ticket: Ticket, deed: Deed, actor: User, at: datetime) -> Undo | None:
    return undo.assignment(ticket, assign(ticket, deed.assignee, actor=actor, at=at))


def _take(ticket: Ticket, deed: Deed, actor: User, at: datetime) -> Undo | None:
    return undo.assignment(ticket, assign(ticket, actor, actor=actor, at=at))


def _unassign(ticket: Ticket, deed: Deed, actor: User, at: datetime) -> Undo | None:
    return undo.assignment(ticket, assign(ticket, None, actor=actor, at=at))


def _follow(ticket: Ticket, deed: Deed, actor: User, at: datetime) -> Undo | None:
    if Follower.objects.filter(ticket=ticket, person=actor).exists():
        return None
    following.follow(ticket, actor, actor=actor, at=at)
    return Undo("unfollow", {"person": actor.pk})


def _remind(ticket: Ticket, deed: Deed, actor: User, at: datetime) -> Undo | None:
    assert deed.when is not None
    before = reminding_oneself.open_of(ticket, actor)
    reminding_oneself.remind_me(ticket, deed.when, before.words if before else "", actor=actor, at=at)
    return undo.reminder(before)


def _resolve(ticket: Ticket, deed: Deed, actor: User, at: datetime) -> Undo | None:
    words = Words(
        author=actor,
        body=deed.body,
        channel=Channel.WEB,
        submission_key=f"{deed.key}:{ticket.pk}",
        sent_at=at,
    )
    closing.resolve(ticket, words, at=at, cause=deed.cause)
    return None


def _close(ticket: Ticket, deed: Deed, actor: User, at: datetime) -> Undo | None:
    if ticket.status == Status.CLOSED:
        raise NotPossible(_("est déjà clos"))
    closing.close(ticket, actor=actor, at=at, cause=deed.cause)
    return None


_WAYS: dict[Verb, Callable[[Ticket, Deed, User, datetime], Undo | None]] = {
    Verb.ASSIGN: _assign,
    Verb.TAKE: _take,
    Verb.UNASSIGN: _unassign,
    Verb.FOLLOW: _follow,
    Verb.REMIND: _remind,
    Verb.RESOLVE: _resolve,
    Verb.CLOSE: _close,
}


@transaction.atomic
def take_back(change: BulkChange, tickets: TicketQuerySet, *, actor: User, at: datetime) -> Told:
    """Undo `change` on each ticket that still stands as it left it; the others are left and said.

    Raises `NotPossible` when it was taken back already, or is too old.
    """
    locked = BulkChange.objects.select_for_update().get(pk=change.pk)
    if locked.undone_at is not None:
        raise NotPossible(_("Cela a déjà été annulé."))
    if at - locked.at > UNDOABLE:
        raise NotPossible(_("Il est trop tard pour annuler\u00a0: changez ce qu’il faut sur chaque ticket."))
    ways = {each["ticket"]: Undo(each["way"], each["known"]) for each in locked.tickets}
    told = Told()
    for ticket in tickets.filter(pk__in=ways).order_by("pk"):
        try:
            with transaction.atomic():
                undo.take_back(lock(ticket), ways[ticket.pk], actor=actor, at=at)
            told.done.append(ticket.number)
        except NotPossible:
            told.left.append((ticket.number, _("a changé entre-temps")))
    locked.undone_at = at
    locked.save(update_fields=["undone_at"])
    return told

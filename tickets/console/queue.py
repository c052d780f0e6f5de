"""One line a ticket in the console's list, and what else pages say of a ticket in few words.

What the list holds, and in which order, is queue_views.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from contracts.decision import Kind
from contracts.models import SupportLevel
from sla import wording
from tickets import deadlines, queue_order
from tickets.console import columns
from tickets.console.columns import Column
from tickets.console.queue_views import WORKED_ON
from tickets.models import Status, Ticket
from tickets.queue_order import Rank

RANKS = {
    Rank.PROMISED: gettext_lazy("Premium, réponse promise"),
    Rank.PROMISED_FOLLOW_UP: gettext_lazy("Premium, à reprendre"),
    Rank.ARRIVAL: gettext_lazy("Standard, dans l’ordre d’arrivée"),
    Rank.NO_COMMITMENT: gettext_lazy("Standard, sans engagement"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket in the list. `due` is the working time left or why there is none; `when` the instant behind it.

    `cells` are the columns chosen, each with what it says where the template draws nothing; `why` is what calls its
    reader to it.
    """

    ticket: Ticket
    due: str
    when: str
    tone: str
    who: str
    level: str
    group: str = ""
    cells: tuple[tuple[Column, str], ...] = ()
    why: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """What changes with every event of the ticket: the moment of its last change, in microseconds."""
        return stamp(self.ticket.updated_at)


def stamp(at: datetime) -> str:
    """A moment as the list sends it and gets it back."""
    return str(int(at.timestamp() * 1_000_000))


def next_after(user: User) -> Subquery:
    """The first ticket of the queue that is not the one annotated, its `number` and `subject`: what to take up next
    (CH-V.1, CH-V.2). None when no other waits.
    """
    others = queue_order.in_order(Ticket.objects.visible_to(user).exclude(pk=OuterRef("pk")))
    return Subquery(others.values(said=JSONObject(number="number", subject="subject"))[:1])


def level_names() -> dict[str, str]:
    """The levels of support by code, as they are called."""
    return dict(SupportLevel.objects.values_list("code", "name"))


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a list are made: its columns, whether each names its file of the queue, the levels' names, what
    calls the reader to a ticket by its key, and the states in words, said once."""

    shown: tuple[Column, ...] = columns.USUAL
    grouped: bool = False
    levels: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[int, list[str]] = field(default_factory=dict)
    states: Mapping[str, str] = field(
        default_factory=lambda: {each.value: str(each.label) for each in Status}
    )


def lines(tickets: Iterable[Ticket], now: datetime, shape: Shape) -> list[Line]:
    """One line a ticket."""
    return [_line(ticket, now, shape) for ticket in tickets]


def level_of(ticket: Ticket, names: Mapping[str, str]) -> str:
    """The level that a ticket is handled at, in words; the PS option is independent of levels (CH-PS)."""
    return _("PS") if ticket.kind == Kind.ASSISTANCE else names.get(ticket.level, "")


def who(ticket: Ticket) -> str:
    """Who asks, from where, and for whom: "Jean Petit, Réseau Plus pour Clinique des Lilas"."""
    if ticket.escalated_by is not None:
        return _for(ticket.escalated_by.full_name, ticket.reseller, ticket.organisation)
    name = ticket.requester.full_name if ticket.requester else ticket.requester_address
    if ticket.organisation is None:
        return name
    customer = ticket.contract.end_customer if ticket.contract else None
    if customer is None or customer == ticket.organisation:
        return f"{name}, {ticket.organisation}"
    return _for(name, ticket.organisation, customer)


def _for(name: str, organisation: Organisation | None, customer: Organisation | None) -> str:
    return _("%(name)s, %(organisation)s pour %(customer)s") % {
        "name": name,
        "organisation": organisation,
        "customer": customer,
    }


def instant(at: datetime, now: datetime) -> str:
    """An instant for a narrow column: "14h37" today, "mar. 13 oct. 14h37" any other day; Paris time."""
    at, today = wording.in_zone(at), wording.in_zone(now).date()
    if at.date() == today:
        return wording.clock_time(at)
    return wording.at_time(wording.short_day(at.date()), at)


def _line(ticket: Ticket, now: datetime, shape: Shape) -> Line:
    due, when = _due(ticket, now)
    return Line(
        ticket=ticket,
        due=due,
        when=when,
        tone=deadlines.tone(ticket, now),
        who=who(ticket),
        level=level_of(ticket, shape.levels),
        group=str(RANKS[Rank(ticket.queue_rank)]) if shape.grouped and ticket.queue_rank else "",
        cells=tuple(
            (column, _cell(column, ticket, now, shape))
            for column in shape.shown
            if column is not Column.SEVERITY
        ),
        why=tuple(shape.calls.get(ticket.pk, ())),
    )


def _cell(column: Column, ticket: Ticket, now: datetime, shape: Shape) -> str:
    """What a plain column says of a ticket; the others are drawn by the template."""
    match column:
        case Column.STATE:
            return shape.states[ticket.status] if ticket.merged_into_id is None else ticket.status_text
        case Column.RECEIVED:
            return instant(ticket.received_at, now)
        case Column.CHANGED:
            return instant(ticket.updated_at, now)
        case Column.RESELLER:
            return ticket.reseller.name if ticket.reseller else ""
        case Column.CONTRACT:
            return ticket.contract.number if ticket.contract else ""
        case Column.KIND:
            return capfirst(str(ticket.get_kind_display()))
        case Column.CHANNEL:
            return capfirst(str(ticket.get_channel_display()))
    return ""


def _due(ticket: Ticket, now: datetime) -> tuple[str, str]:
    """What stands in the first column: the promise that runs, else where in the order, else since when."""
    running = deadlines.remaining(ticket, now)
    if running and ticket.status in WORKED_ON and ticket.due_at is not None:
        if ticket.paused_since is not None:
            return _("suspendu"), _("depuis %s") % instant(ticket.paused_since, now)
        return running, _("avant %s") % instant(ticket.due_at, now)
    in_order = ticket.queue_rank in {Rank.ARRIVAL, Rank.NO_COMMITMENT}  # there the key is when it arrived
    arrived_at = ticket.queue_key if in_order else None
    received = _("reçu %s") % instant(arrived_at or ticket.received_at, now)
    since = _("depuis %s") % instant(ticket.waiting_since, now)
    match ticket.queue_rank:
        case Rank.PROMISED_FOLLOW_UP:
            return _("à reprendre"), since
        case Rank.ARRIVAL:
            return _("ordre d’arrivée"), received
        case Rank.NO_COMMITMENT:
            return _("sans engagement"), received
    if ticket.is_ended:
        return _("terminé"), since
    return (_("en attente"), since) if ticket.status in WORKED_ON else (_("non ouvert"), received)

"""The queue and the other views of the console's list: what each holds, in which order, how many, one line a ticket.

The order of the queue itself is tickets/queue_order.py's (CH-V.1, CH-V.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from contracts.decision import Kind
from contracts.models import SupportLevel, normalise_serial
from sla import wording
from tickets import deadlines, queue_order
from tickets.models import Status, Ticket
from tickets.queue_order import Rank
from tickets.visibility import TicketQuerySet

PAGE_SIZE = 50
# The states in which something may still happen; the counts look at these only.
LIVE = (
    Status.NEW,
    Status.OPEN,
    Status.WAITING_CUSTOMER,
    Status.AT_VENDOR,
    Status.WITH_RESELLER,
    Status.REFUSED,
)
# Of these, the ones that the centre works on: neither refused nor in the reseller's hands.
WORKED_ON = LIVE[:4]


class QueueView(StrEnum):
    """One list of the console; the values are those of the address (?vue=)."""

    TO_ANSWER = "a-repondre"
    LATE = "en-retard"
    UNASSIGNED = "non-affectes"
    TO_QUALIFY = "a-qualifier"
    STANDARD = "standard"
    MINE = "mes-tickets"
    WAITING = "attente-client"
    AT_VENDOR = "chez-constructeur"
    REFUSED = "refuses"
    ALL = "tous"

    @classmethod
    def named(cls, value: str | None) -> QueueView:
        """The view of that name; the queue itself for any other word."""
        return cls(value) if value in set(cls) else cls.TO_ANSWER

    @property
    def label(self) -> str:
        return str(_LABELS[self])

    @property
    def nothing(self) -> str:
        """What an empty list says."""
        return str(_EMPTY.get(self, _("Aucun ticket ici.")))


_LABELS = {
    QueueView.TO_ANSWER: gettext_lazy("À répondre"),
    QueueView.LATE: gettext_lazy("En retard"),
    QueueView.UNASSIGNED: gettext_lazy("Non affectés"),
    QueueView.TO_QUALIFY: gettext_lazy("À qualifier"),
    QueueView.STANDARD: gettext_lazy("Standard"),
    QueueView.MINE: gettext_lazy("Mes tickets"),
    QueueView.WAITING: gettext_lazy("Attente client"),
    QueueView.AT_VENDOR: gettext_lazy("Chez le constructeur"),
    QueueView.REFUSED: gettext_lazy("Refusés, redirigés"),
    QueueView.ALL: gettext_lazy("Tous les tickets"),
}
_EMPTY = {
    QueueView.TO_ANSWER: gettext_lazy("Tout le monde a eu sa réponse."),
    QueueView.LATE: gettext_lazy("Rien n’est en retard."),
    QueueView.UNASSIGNED: gettext_lazy("Chaque ticket a quelqu’un."),
    QueueView.TO_QUALIFY: gettext_lazy("Tout est qualifié."),
    QueueView.STANDARD: gettext_lazy("Aucune demande Standard n’attend."),
    QueueView.MINE: gettext_lazy("Rien ne vous est affecté."),
}
RANKS = {
    Rank.PROMISED: gettext_lazy("Premium, réponse promise"),
    Rank.PROMISED_FOLLOW_UP: gettext_lazy("Premium, à reprendre"),
    Rank.ARRIVAL: gettext_lazy("Standard, dans l’ordre d’arrivée"),
    Rank.NO_COMMITMENT: gettext_lazy("Standard, sans engagement"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket in the list. `due` is the working time left or why there is none; `when` the instant behind it."""

    ticket: Ticket
    due: str
    when: str
    tone: str
    who: str
    level: str
    group: str = ""


def holds(view: QueueView, user: User, now: datetime) -> Q:
    """The tickets of a view, as a filter."""
    queued = Q(queue_rank__isnull=False)
    match view:
        case QueueView.TO_ANSWER:
            return queued
        case QueueView.LATE:  # even where the ball has left the centre: the promise still runs (CH-V.2)
            waited_for = Q(status__in=WORKED_ON, first_response_at__isnull=True, paused_since__isnull=True)
            return waited_for & Q(due_at__lt=now)
        case QueueView.UNASSIGNED:
            return queued & Q(assignee__isnull=True)
        case QueueView.TO_QUALIFY:  # PS work has neither severity nor product (CH-PS)
            return queued & ~Q(kind=Kind.ASSISTANCE) & (Q(severity__isnull=True) | Q(device__isnull=True))
        case QueueView.STANDARD:
            return queued & Q(queue_rank__gte=Rank.ARRIVAL)
        case QueueView.MINE:
            return Q(assignee=user, status__in=WORKED_ON)
        case QueueView.WAITING:
            return Q(status=Status.WAITING_CUSTOMER)
        case QueueView.AT_VENDOR:
            return Q(status=Status.AT_VENDOR)
        case QueueView.REFUSED:
            return Q(status__in=(Status.REFUSED, Status.WITH_RESELLER))
    return Q()


def tickets_of(view: QueueView, tickets: TicketQuerySet, user: User, now: datetime) -> TicketQuerySet:
    """The tickets of a view in its order: the charter's where the ball is with the centre (CH-V.1, CH-V.2)."""
    found = tickets.filter(holds(view, user, now))
    match view:
        case QueueView.ALL:
            return found.order_by("-received_at", "-id")
        case QueueView.REFUSED:  # a request whose author wrote again comes back on top
            return found.order_by("-updated_at", "-id")
        case QueueView.WAITING | QueueView.AT_VENDOR:  # who has waited longest comes first
            return found.order_by("waiting_since", "id")
        case QueueView.LATE:
            return found.order_by("due_at", "id")
        case QueueView.MINE:
            return found.order_by(
                F("queue_rank").asc(nulls_last=True),
                F("queue_key").asc(nulls_last=True),
                "-updated_at",
                "-id",
            )
    return queue_order.in_order(found)


def found(tickets: TicketQuerySet, words: str) -> TicketQuerySet:
    """The tickets whose number, serial, subject, organisation or sender holds `words`; all for no words."""
    if not words:
        return tickets
    return tickets.filter(
        Q(number__icontains=words)
        | Q(subject__icontains=words)
        | Q(serial__icontains=normalise_serial(words))
        | Q(organisation__name__icontains=words)
        | Q(requester_address__icontains=words)
    )


def counts(user: User, now: datetime) -> dict[QueueView, int]:
    """How many tickets each view holds, in one query; "all" is not counted, it only grows."""
    counted = [view for view in QueueView if view is not QueueView.ALL]
    row = (
        Ticket.objects.visible_to(user)
        .filter(status__in=LIVE)
        .aggregate(**{view.name: Count("pk", filter=holds(view, user, now)) for view in counted})
    )
    return {view: row[view.name] for view in counted}


def next_after(ticket: Ticket, user: User) -> Ticket | None:
    """The first ticket of the queue that is not this one: what to take up next (CH-V.1, CH-V.2)."""
    others = Ticket.objects.visible_to(user).exclude(pk=ticket.pk)
    return queue_order.in_order(others).only("number", "subject", "queue_rank", "queue_key").first()


def level_names() -> dict[str, str]:
    """The levels of support by code, as they are called."""
    return dict(SupportLevel.objects.values_list("code", "name"))


def lines(tickets: Iterable[Ticket], now: datetime, *, grouped: bool = False) -> list[Line]:
    """One line a ticket; `grouped` names on each the file of the queue that it stands in."""
    names = level_names()
    return [_line(ticket, now, names, grouped) for ticket in tickets]


def level_of(ticket: Ticket, names: dict[str, str]) -> str:
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


def _line(ticket: Ticket, now: datetime, names: dict[str, str], grouped: bool) -> Line:
    due, when = _due(ticket, now)
    return Line(
        ticket=ticket,
        due=due,
        when=when,
        tone=deadlines.tone(ticket, now),
        who=who(ticket),
        level=level_of(ticket, names),
        group=str(RANKS[Rank(ticket.queue_rank)]) if grouped and ticket.queue_rank else "",
    )


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

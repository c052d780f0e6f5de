"""The views of the console's list: what each holds, in which order, how many (docs/rules/queue.md).

The order of the queue itself is tickets/queue_order.py's (CH-V.1, CH-V.2).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Max, Q, Subquery, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.decision import Kind
from sla.errors import SlaError
from sla.models import latest_version, working_time
from tickets import mentions, queue_order
from tickets.models import Follower, PersonalReminder, Status, Ticket
from tickets.queue_order import Rank
from tickets.visibility import TicketQuerySet

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
# What falls due within so much of the centre's working time is due soon (CH-I, CH-V.2).
SOON = timedelta(hours=2)
# Of the tickets that call somebody, so many are listed.
MOST_CALLS = 500


class QueueView(StrEnum):
    """One list of the console; the values are those of the address (?vue=)."""

    TO_ANSWER = "a-repondre"
    SOON = "bientot"
    LATE = "en-retard"
    UNASSIGNED = "non-affectes"
    TO_QUALIFY = "a-qualifier"
    STANDARD = "standard"
    MINE = "mes-tickets"
    FOR_ME = "pour-moi"
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
    QueueView.SOON: gettext_lazy("Bientôt dus"),
    QueueView.LATE: gettext_lazy("En retard"),
    QueueView.UNASSIGNED: gettext_lazy("Non affectés"),
    QueueView.TO_QUALIFY: gettext_lazy("À qualifier"),
    QueueView.STANDARD: gettext_lazy("Standard"),
    QueueView.MINE: gettext_lazy("Mes tickets"),
    QueueView.FOR_ME: gettext_lazy("Pour moi"),
    QueueView.WAITING: gettext_lazy("Attente client"),
    QueueView.AT_VENDOR: gettext_lazy("Chez le constructeur"),
    QueueView.REFUSED: gettext_lazy("Refusés, redirigés"),
    QueueView.ALL: gettext_lazy("Tous les tickets"),
}
_EMPTY = {
    QueueView.TO_ANSWER: gettext_lazy("Tout le monde a eu sa réponse."),
    QueueView.SOON: gettext_lazy("Aucune réponse n’est due dans les 2\u00a0heures ouvrées qui viennent."),
    QueueView.LATE: gettext_lazy("Rien n’est en retard."),
    QueueView.UNASSIGNED: gettext_lazy("Chaque ticket a quelqu’un."),
    QueueView.TO_QUALIFY: gettext_lazy("Tout est qualifié."),
    QueueView.STANDARD: gettext_lazy("Aucune demande Standard n’attend."),
    QueueView.MINE: gettext_lazy("Rien ne vous est affecté."),
    QueueView.FOR_ME: gettext_lazy("Rien ne vous appelle\u00a0: ni citation, ni rappel, ni ticket suivi."),
}


def holds(view: QueueView, user: User, now: datetime) -> Q:
    """The tickets of a view, as a filter."""
    queued = Q(queue_rank__isnull=False)
    match view:
        case QueueView.TO_ANSWER:
            return queued
        case QueueView.SOON:
            return _waited_for() & Q(due_at__gte=now, due_at__lt=_soon(now))
        case QueueView.LATE:
            return _waited_for() & Q(due_at__lt=now)
        case QueueView.UNASSIGNED:
            return queued & Q(assignee__isnull=True)
        case QueueView.TO_QUALIFY:  # PS work has neither severity nor product (CH-PS)
            return queued & ~Q(kind=Kind.ASSISTANCE) & (Q(severity__isnull=True) | Q(device__isnull=True))
        case QueueView.STANDARD:
            return queued & Q(queue_rank__gte=Rank.ARRIVAL)
        case QueueView.MINE:
            return Q(assignee=user, status__in=WORKED_ON)
        case QueueView.FOR_ME:
            return Q(pk__in=_calls(user, now))
        case QueueView.WAITING:
            return Q(status=Status.WAITING_CUSTOMER)
        case QueueView.AT_VENDOR:
            return Q(status=Status.AT_VENDOR)
        case QueueView.REFUSED:
            return Q(status__in=(Status.REFUSED, Status.WITH_RESELLER))
    return Q()


def _waited_for() -> Q:
    """A first answer is awaited, even where the ball has left the centre: the promise still runs (CH-V.2)."""
    return Q(status__in=WORKED_ON, first_response_at__isnull=True, paused_since__isnull=True)


def _soon(now: datetime) -> datetime:
    """The instant up to which a deadline is near: `SOON` of working time from `now`, by the centre's own hours."""
    try:
        return working_time(latest_version()).add(now, SOON)
    except SlaError:  # a calendar that never opens again: nothing falls due in working time
        return now + SOON


def _calls(user: User, now: datetime) -> Any:
    """The keys of the tickets that call `user`, in whatever state: named in a note not read yet, or a reminder whose
    hour has come; and of those followed, while they go on."""
    named = mentions.unseen(user).order_by().values_list("message__ticket")
    reminded = PersonalReminder.objects.filter(person=user, done_at__isnull=True, at__lte=now)
    followed = Follower.objects.filter(person=user, ticket__status__in=WORKED_ON)
    # Each has its own index; "one or the other" would have none, and read every ticket.
    return named.union(reminded.order_by().values_list("ticket"), followed.order_by().values_list("ticket"))


def tickets_of(view: QueueView, tickets: TicketQuerySet, user: User, now: datetime) -> TicketQuerySet:
    """The tickets of a view in its order: the charter's where the ball is with the centre (CH-V.1, CH-V.2)."""
    if (
        view is QueueView.FOR_ME
    ):  # few, and asked for first: beside a condition their own indexes would not be used
        called = [pk for (pk,) in _calls(user, now)[:MOST_CALLS]]
        return tickets.filter(pk__in=called).order_by("-updated_at", "-id")
    found = tickets.filter(holds(view, user, now))
    match view:
        case QueueView.ALL:
            return found.order_by("-received_at", "-id")
        case QueueView.REFUSED:  # a request whose author wrote again comes back on top
            return found.order_by("-updated_at", "-id")
        case QueueView.WAITING | QueueView.AT_VENDOR:  # who has waited longest comes first
            return found.order_by("waiting_since", "id")
        case QueueView.LATE | QueueView.SOON:
            return found.order_by("due_at", "id")
        case QueueView.MINE:
            return found.order_by(
                F("queue_rank").asc(nulls_last=True),
                F("queue_key").asc(nulls_last=True),
                "-updated_at",
                "-id",
            )
    return queue_order.in_order(found)


def counts(user: User, now: datetime) -> dict[QueueView, int]:
    """How many tickets each view holds, in one query; "all" is not counted, it only grows."""
    by_state = [view for view in QueueView if view not in {QueueView.ALL, QueueView.FOR_ME}]
    live = Ticket.objects.visible_to(user).filter(status__in=LIVE)
    # What calls somebody may be ended already: it is counted beside the others, once, and not among them.
    calling = Ticket.objects.visible_to(user).filter(holds(QueueView.FOR_ME, user, now)).order_by()
    said: dict[str, Any] = {view.name: Count("pk", filter=holds(view, user, now)) for view in by_state}
    said[QueueView.FOR_ME.name] = Max(
        Subquery(calling.values(one=Value(1)).annotate(many=Count("pk")).values("many"))
    )
    row = live.aggregate(**said)
    if row[QueueView.FOR_ME.name] is None:  # no ticket is live, or nothing calls
        row[QueueView.FOR_ME.name] = 0 if any(row.values()) else calling.count()
    return {view: row[view.name] for view in QueueView if view is not QueueView.ALL}

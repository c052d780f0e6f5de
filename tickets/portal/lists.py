"""Lists of tickets as the portal shows them: the filters, the search, one line a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import normalise_serial
from sla import explain
from tickets import deadlines, parties, payers
from tickets.models import Estimate, Status, Ticket
from tickets.portal.states import Standing, standing
from tickets.visibility import TicketQuerySet

PAGE_SIZE = 25
# A refused request stays among what is going on for this long: an engineer may still open it.
REFUSED_STAYS = timedelta(days=14)


class Shown(StrEnum):
    """Which tickets a list holds; the values are those of the address (?voir=)."""

    OPEN = "en-cours"
    MINE = "a-vous"
    ALL = "tous"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Shown.OPEN: gettext_lazy("En cours"),
    Shown.MINE: gettext_lazy("Qui vous attendent"),
    Shown.ALL: gettext_lazy("Tous"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket in a list: what it is, where it stands, what is promised."""

    ticket: Ticket
    standing: Standing
    promise: str
    tone: str
    about: tuple[str, ...]


def in_sight(user: User) -> TicketQuerySet:
    """The tickets that `user` sees, with what a line needs: a fixed number of queries whatever their number."""
    return (
        Ticket.objects.visible_to(user)
        .select_related("organisation", "reseller", "device__product", "calendar_version")
        .prefetch_related(
            "vendor_cases",
            Prefetch(
                "estimates",
                Estimate.objects.filter(decision=Estimate.Decision.PENDING).select_related("payer"),
            ),
        )
        .order_by("-updated_at", "-id")
    )


def waiting_for(user: User) -> Q:
    """The tickets whose next word or click is this person's organisation's."""
    answers = Q(status=Status.WAITING_CUSTOMER) & parties.requests_of(user) & ~payers.decision_of_others(user)
    answers |= payers.decision_of(user)
    if user.is_reseller:  # CH-II.2: the first level of its end customers
        return answers | Q(status=Status.WITH_RESELLER, reseller=user.organisation_id)
    return answers


def going_on(now: datetime) -> Q:
    """The tickets that are not ended; a refused one counts while it is recent."""
    over = (Status.RESOLVED, Status.CLOSED, Status.REFUSED)
    return ~Q(status__in=over) | Q(status=Status.REFUSED, received_at__gt=now - REFUSED_STAYS)


def chosen(tickets: TicketQuerySet, shown: Shown, user: User, now: datetime) -> TicketQuerySet:
    """The tickets of one of the three lists."""
    if shown is Shown.MINE:
        return tickets.filter(waiting_for(user))
    return tickets.filter(going_on(now)) if shown is Shown.OPEN else tickets


def found(tickets: TicketQuerySet, words: str) -> TicketQuerySet:
    """The tickets whose number, serial or subject holds `words`."""
    words = words.strip()
    if not words:
        return tickets
    return tickets.filter(
        Q(number__icontains=words)
        | Q(subject__icontains=words)
        | Q(serial__icontains=normalise_serial(words))
    )


def lines(tickets: Iterable[Ticket], user: User, now: datetime) -> list[Line]:
    """One line a ticket, for `user` at `now`."""
    return [
        Line(
            ticket=ticket,
            standing=standing(ticket, user, now),
            promise=_promise(ticket, now),
            tone=deadlines.tone(ticket, now),
            about=_about(ticket, user),
        )
        for ticket in tickets
    ]


def _promise(ticket: Ticket, now: datetime) -> str:
    """What was promised and is not kept yet; once answered, nothing runs (CH-V.2)."""
    if ticket.due_at is None or ticket.first_response_at is not None or not deadlines.is_told(ticket):
        return ""
    if ticket.merged_into_id is not None:  # the other request keeps it
        return ""
    if ticket.paused_since is not None:
        return _("réponse promise, %s") % deadlines.remaining(ticket, now)
    if now > ticket.due_at:
        return _("réponse promise avant %(due)s, %(late)s") % {
            "due": explain.short_due(ticket.due_at, now),
            "late": deadlines.remaining(ticket, now),
        }
    return _("réponse avant %(due)s, %(left)s") % {
        "due": explain.short_due(ticket.due_at, now),
        "left": deadlines.remaining(ticket, now),
    }


def _about(ticket: Ticket, user: User) -> tuple[str, ...]:
    """Product, serial, and whose request it is when it is not the reader's own organisation's."""
    product = ticket.device.product.name if ticket.device else ""
    whose = str(ticket.organisation) if ticket.organisation_id != user.organisation_id else ""
    return tuple(filter(None, (product, ticket.serial, whose)))

"""Lists of tickets as the portal shows them: what a line needs, one line a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import deadlines
from tickets.models import Estimate, Ticket
from tickets.portal.states import Standing, standing
from tickets.visibility import TicketQuerySet

PAGE_SIZE = 20


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
        .select_related("organisation", "reseller", "device__product")
        .prefetch_related(
            "vendor_cases",
            Prefetch(
                "estimates",
                Estimate.objects.filter(decision=Estimate.Decision.PENDING).select_related("payer"),
            ),
        )
        .order_by("-updated_at", "-id")
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
            "due": deadlines.short_due(ticket.due_at, now),
            "late": deadlines.remaining(ticket, now),
        }
    return _("réponse avant %(due)s, %(left)s") % {
        "due": deadlines.short_due(ticket.due_at, now),
        "left": deadlines.remaining(ticket, now),
    }


def _about(ticket: Ticket, user: User) -> tuple[str, ...]:
    """Product, serial, and whose request it is when it is not the reader's own organisation's."""
    product = ticket.device.product.name if ticket.device else ""
    whose = str(ticket.organisation) if ticket.organisation_id != user.organisation_id else ""
    return tuple(filter(None, (product, ticket.serial, whose)))

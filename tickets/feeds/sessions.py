"""A person's agreed remote sessions as events of a calendar (CH-III.3).

An address is given to programs, and calendars are shown to colleagues: of the ticket an event says the number and the
product, never the subject or a word of what was written. Whoever may read those follows the link, and logs in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from accounts.models import User
from sla.wording import PARIS
from tickets import remote_access
from tickets.feeds import events
from tickets.models import Event as TicketEvent
from tickets.models import RemoteSession, Ticket
from tickets.visibility import TicketQuerySet

State = RemoteSession.State
# How long a session that was held, or called off, stays: a program that looks once a week still hears of it.
PAST = timedelta(days=30)


def of_person(person: User, at: datetime) -> Iterator[Event]:
    """The sessions agreed on tickets that are theirs, from 30 days before `at` on, in the active language.

    Three queries at most.
    """
    rows = RemoteSession.objects.filter(
        Q(state__in=[State.AGREED, State.HELD]) | Q(state=State.CANCELLED, decided_at__gte=at - PAST),
        ticket__in=_theirs(person),
        starts_at__range=(at - PAST, at + remote_access.HORIZON),
    )
    rows = rows.select_related("ticket__device__product").order_by("starts_at", "id")
    for row in _once_agreed(rows):
        yield _event(row, person)


def _theirs(person: User) -> TicketQuerySet:
    """The tickets whose sessions concern `person`: all that a customer sees, those that an engineer holds."""
    seen = Ticket.objects.visible_to(person)
    return seen.filter(assignee=person) if person.is_engineer else seen


def _once_agreed(rows: Iterable[RemoteSession]) -> list[RemoteSession]:
    """Without the proposals that were taken back before anybody agreed: no calendar ever had them."""
    rows = list(rows)
    called_off = [row for row in rows if row.state == State.CANCELLED]
    if not called_off:
        return rows
    decisions = TicketEvent.objects.filter(
        ticket__in=[row.ticket_id for row in called_off],
        kind=TicketEvent.Kind.SESSION_DECIDED,
        data__decision=State.AGREED,
    )
    agreed = set(decisions.values_list("data__session", flat=True))
    return [row for row in rows if row.state != State.CANCELLED or row.pk in agreed]


def _event(row: RemoteSession, person: User) -> Event:
    starts, number = row.starts_at.astimezone(PARIS), row.ticket.number
    ends = (row.starts_at + timedelta(minutes=row.minutes)).astimezone(PARIS)
    event = events.event(f"session-{row.pk}", _("Session à distance CST, %s") % number, starts, ends)
    device, is_off = row.ticket.device, row.state == State.CANCELLED
    if device is not None:
        event.add("description", events.one_line(device.product.name))
    route = "console:ticket" if person.is_engineer else "portal:ticket"
    event.add("url", settings.BASE_URL + reverse(route, args=[number]))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    return events.dated(event, row.decided_at or row.proposed_at, 1 if is_off else 0)

"""What stands around a ticket for its engineer: cases at the manufacturer, links, who follows, one's own reminder.

What never happened is not asked for (happened.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.forms import Form

from accounts.models import User
from sla.wording import full_due
from tickets.console import happened
from tickets.console.around_forms import CaseDetails
from tickets.console.asks import Asked
from tickets.models import ClosingCause, Event, Follower, Ticket, TicketLink, VendorCase


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case at the manufacturer: since when it waits, when its silence is told, and the form that changes it."""

    row: VendorCase
    form: Form
    remind_text: str

    @property
    def is_open(self) -> bool:
        return self.row.closed_at is None


@dataclass(frozen=True, slots=True)
class Linked:
    """Another ticket, and in what it has to do with this one."""

    ticket: Ticket
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class OwnReminder:
    """What the reader wanted to be reminded of here, and whether its hour has come."""

    when: str
    words: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class Around:
    """All of it. `may_follow`: the reader is neither following nor in charge."""

    cases: Sequence[CaseCard]
    links: Sequence[Linked]
    colleagues: Sequence[Follower]
    reminder: OwnReminder | None
    follows: bool
    may_follow: bool
    causes: Sequence[tuple[str, str]]


def of_ticket(ticket: Ticket, user: User, asked: Asked, now: datetime) -> Around:
    """What templates/console/_around.html shows: three queries at most, none for a ticket that stands alone."""
    follows = any(row.person_id == user.pk for row in asked.colleagues)
    return Around(
        cases=_cases(ticket, now),
        links=_links(ticket),
        colleagues=asked.colleagues,
        reminder=_reminder(ticket, user, now),
        follows=follows,
        may_follow=not follows and ticket.assignee_id != user.pk and ticket.merged_into_id is None,
        causes=[(value, str(label)) for value, label in ClosingCause.choices],
    )


def _cases(ticket: Ticket, now: datetime) -> list[CaseCard]:
    if not happened.any_of(ticket, Event.Kind.ESCALATED):
        return []
    return [
        CaseCard(
            row,
            _form(row),
            full_due(row.remind_at, now) if row.remind_at is not None else "",
        )
        for row in ticket.vendor_cases.select_related("vendor")
    ]


def _form(row: VendorCase) -> CaseDetails:
    initial = {each: getattr(row, each) for each in CaseDetails.base_fields}
    return CaseDetails(initial=initial, prefix=f"case-{row.pk}")


def _links(ticket: Ticket) -> list[Linked]:
    if not happened.any_of(ticket, Event.Kind.LINKED):
        return []
    rows = TicketLink.objects.filter(Q(ticket=ticket) | Q(other=ticket)).select_related("ticket", "other")
    return [
        Linked(row.other if row.ticket_id == ticket.pk else row.ticket, row.kind, row.get_kind_display())
        for row in rows
    ]


def _reminder(ticket: Ticket, user: User, now: datetime) -> OwnReminder | None:
    if not any(event.actor_id == user.pk and event.data.get("own") for event in ticket.events.all()):
        return None
    row = ticket.personal_reminders.filter(person=user, done_at__isnull=True).first()
    return OwnReminder(full_due(row.at, now), row.words, row.at <= now) if row is not None else None

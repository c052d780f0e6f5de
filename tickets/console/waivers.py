"""All waivers, for the leads: when, by whom, on which request, against which verdict and why (CH-II, CH-IV)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from contracts import frozen, sentences
from contracts.period import ALWAYS, Period
from contracts.sentences import VerdictText
from sla.wording import PARIS
from tickets.models import Event, Ticket

PAGE_SIZE = 50
# How many rows of an export are in memory at once.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver. `verdict` is what it went against, as it stood then."""

    at: datetime
    by: str
    reason: str
    ticket: Ticket
    customer: str
    verdict: VerdictText


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which waivers are looked for; `by` None: whoever granted them."""

    by: User | None = None
    period: Period = ALWAYS


def granted(wanted: Wanted) -> QuerySet[Event]:
    """The events of the waivers that are looked for, the latest first."""
    events = wanted.period.of(Event.objects.filter(kind=Event.Kind.WAIVED))
    if wanted.by is not None:
        events = events.filter(actor=wanted.by)
    return events.select_related(
        "actor", "ticket__organisation", "ticket__reseller", "ticket__merged_into"
    ).order_by("-at", "-id")


def this_month(now: datetime) -> int:
    """How many waivers were granted since the first of this month, in Paris."""
    return granted(Wanted(period=Period(now.astimezone(PARIS).date().replace(day=1)))).count()


def engineers() -> QuerySet[User]:
    """Who may have granted one, those who left included."""
    roles = (User.Role.ENGINEER, User.Role.LEAD)
    return User.objects.filter(organisation__kind=Organisation.Kind.CENTRE, role__in=roles)


def in_words(events: Iterable[Event]) -> Iterator[Waiver]:
    """Each waiver as its readers see it, in the active language."""
    for event in events:
        yield of_event(event)


def of_event(event: Event) -> Waiver:
    """One waiver; expects actor and ticket to be selected."""
    ticket = event.ticket
    # Older events did not keep the verdict: the ticket's own has rarely changed since.
    verdict = frozen.thaw(event.data.get("verdict") or ticket.verdict_json)
    return Waiver(
        at=event.at,
        by=event.actor.full_name if event.actor is not None else "",
        reason=event.data["reason"],
        ticket=ticket,
        customer=str(ticket.organisation or ticket.requester_address),
        verdict=sentences.say(verdict),
    )


def rows(wanted: Wanted) -> Iterator[list[str]]:
    """The export: a header, then one row a waiver, read as it is written."""
    yield [
        _("Date"),
        _("Accordée par"),
        _("Ticket"),
        _("Objet"),
        _("Client"),
        _("Revendeur"),
        _("Verdict"),
        _("Motif du verdict"),
        _("Raison de la dérogation"),
        _("État actuel"),
    ]
    for waiver in in_words(granted(wanted).iterator(chunk_size=_CHUNK)):
        ticket = waiver.ticket
        yield [
            waiver.at.astimezone(PARIS).strftime("%d/%m/%Y %H:%M"),
            waiver.by,
            ticket.number,
            ticket.subject,
            waiver.customer,
            str(ticket.reseller or ""),
            waiver.verdict.title,
            waiver.verdict.text,
            waiver.reason,
            ticket.status_text,
        ]


def of_ticket(ticket: Ticket) -> Waiver | None:
    """The last waiver of `ticket`, for whoever works on it; None without any, and then no query."""
    if not ticket.waived:
        return None
    events: QuerySet[Event, Any] = ticket.events.filter(kind=Event.Kind.WAIVED).select_related("actor")
    event = events.order_by("-at", "-id").first()
    if event is None:
        return None
    event.ticket = ticket
    return of_event(event)

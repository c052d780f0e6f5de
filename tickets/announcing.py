"""What happens to a ticket, told to the programs of those who see it (webhooks/): which events, to whom, what of them.

A message says that something happened and where it stands, never what was written: a subject, an answer or a note is
read at `url`, by whoever may read it then. What a customer reads on no page is told to the centre alone or to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from accounts.models import Organisation
from sla.answers import iso
from sla.clock import Target
from tickets import deadline_changes, deadlines, response_clock
from tickets.models import Event, Ticket
from webhooks import publishing
from webhooks.kinds import CENTRE_ONLY, Kind

_KINDS = {
    Event.Kind.OPENED: Kind.OPENED,
    Event.Kind.ANSWERED: Kind.REPLIED,
    Event.Kind.CUSTOMER_REPLIED: Kind.CUSTOMER_REPLIED,
    Event.Kind.QUALIFIED: Kind.QUALIFIED,
    Event.Kind.RESOLVED: Kind.RESOLVED,
    Event.Kind.CLOSED: Kind.CLOSED,
    Event.Kind.REOPENED: Kind.REOPENED,
    Event.Kind.ASSIGNED: Kind.ASSIGNED,
}
_News = tuple[Kind, dict[str, Any]]


class _Deadline(NamedTuple):
    """A deadline as ISO 8601, or that there was none."""

    before: str | None


def announce(event: Event, earlier: Sequence[Event] = ()) -> None:
    """Tell of `event`, in its transaction; `earlier` are the events of its ticket before it, in the order of writing.

    One query while nobody listens. What is history is told to nobody.
    """
    ticket = event.ticket
    if event.data.get("is_history"):
        return
    sides = {side for side in (ticket.organisation_id, ticket.reseller_id) if side is not None}
    listeners = publishing.listeners(sides)
    centre = [each for each in listeners if each.organisation.kind == Organisation.Kind.CENTRE]
    customers = [each for each in listeners if each not in centre]
    if centre:
        for kind, more in _news(event, earlier, reads_all=True):
            publishing.publish(kind, {**_of_ticket(ticket, reads_all=True), **more}, centre, event.at)
    if customers:
        for kind, more in _news(event, earlier, reads_all=False):
            publishing.publish(kind, {**_of_ticket(ticket, reads_all=False), **more}, customers, event.at)


def _news(event: Event, earlier: Sequence[Event], *, reads_all: bool) -> Iterator[_News]:
    """The kinds of messages that `event` is worth, each with what it says beyond the ticket."""
    kind = _kind(event)
    if kind is not None and (reads_all or kind not in CENTRE_ONLY):
        yield kind, {}
    before = _status_before(earlier)
    if before and event.status and before != event.status:
        yield Kind.STATUS_CHANGED, {"before": before}
    if (moved := _deadline_before(event, earlier, reads_all=reads_all)) is not None:
        yield Kind.DEADLINE_CHANGED, {"before": moved.before}


def _deadline_before(event: Event, earlier: Sequence[Event], *, reads_all: bool) -> _Deadline | None:
    """The deadline that `event` moved, as it was told until then; None where nobody is told of a move.

    An opening says its deadline itself.
    """
    if "due" not in event.data or event.kind == Event.Kind.OPENED:
        return None
    if reads_all:
        before = event.data["due"]["before"]
        return _Deadline(iso(datetime.fromisoformat(before)) if before is not None else None)
    told = deadline_changes.changes(event.ticket, [*earlier, event], None)
    if not told or (told[-1].at, told[-1].kind) != (event.at, event.kind):
        return None
    return _Deadline(iso(told[-1].before) if told[-1].before is not None else None)


def _kind(event: Event) -> Kind | None:
    match event.kind:
        case Event.Kind.CUSTOMER_REPLIED if event.data.get("automatic"):
            return None
        case Event.Kind.SPLIT if not event.data["made"]:  # on the ticket that it made
            return Kind.OPENED
        case Event.Kind.ALERTED if _is_missed(event):
            return Kind.DEADLINE_MISSED
    return _KINDS.get(Event.Kind(event.kind))


def _is_missed(event: Event) -> bool:
    """Whether it is the charter's promise that was missed, not an aim of the centre's own (CH-V.2)."""
    said = (event.data["percent"], event.data["target"])
    return said == (response_clock.ALERTS[-1], Target.FIRST_RESPONSE)


def _status_before(earlier: Sequence[Event]) -> str:
    """The state that the ticket was left in; empty before its first event."""
    return next((each.status for each in reversed(earlier) if each.status), "")


def _of_ticket(ticket: Ticket, *, reads_all: bool) -> dict[str, Any]:
    """The ticket in codes and addresses; customers are told no deadline that rests on a provisional level."""
    due = ticket.due_at if reads_all or deadlines.is_told(ticket) else None
    page = reverse("console:ticket", args=[ticket.number]) if reads_all else ticket.get_absolute_url()
    return {
        "ticket": ticket.number,
        "kind": ticket.kind,
        "severity": ticket.severity,
        "status": ticket.status,
        "due": iso(due) if due is not None else None,
        "organisation": ticket.organisation_id,
        "reseller": ticket.reseller_id,
        "url": settings.BASE_URL + reverse("api:ticket", args=[ticket.number]),
        "page": settings.BASE_URL + page,
    }

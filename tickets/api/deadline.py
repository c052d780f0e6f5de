"""The deadline of a ticket by program: due, left, why, and from when to when it moved (CH-V)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from sla import answers
from sla.clock import ClockState
from tickets import deadlines, history, response_clock
from tickets.api.access import reader, ticket_in_sight
from tickets.models import Event, Ticket


@api_view(["GET"])
def deadline(request: Request, number: str) -> Response:
    """The first response promised to a ticket in sight, as it stands now.

    A deadline that rests on a provisional level is told to the centre alone (deadlines.is_told): a customer reads of
    such a ticket what they read of one without promise.
    """
    ticket, now, asks = ticket_in_sight(request, number), timezone.now(), reader(request)
    is_told = asks.is_engineer or deadlines.is_told(ticket)
    if not is_told and ticket.status not in response_clock.UNPROMISED:
        return Response(_without_clock(ticket, _("Aucun délai n’est promis pour cette demande.")))
    shown = deadlines.of_ticket(ticket, now)
    if shown.due is None:
        return Response(_without_clock(ticket, shown.text) | {"changes": list(_changes(ticket, asks))})
    clock = response_clock.clocks(ticket).first_response
    assert clock.commitment is not None
    trace = clock.working_time.trace(clock.started_at, clock.commitment + clock.granted())
    return Response(
        {
            **_without_clock(ticket, shown.text),
            "due": answers.iso(shown.due),
            "commitment": answers.minutes(clock.commitment),
            "remaining": _remaining(ticket, clock, now),
            "status": shown.tone,
            "standing": shown.remaining_text,
            "steps": answers.steps(trace),
            "skipped": answers.skipped(trace),
            "changes": list(_changes(ticket, asks)),
        }
    )


def _without_clock(ticket: Ticket, text: str) -> dict[str, Any]:
    """Every field of the answer, for a ticket to which nothing is promised."""
    return {
        "ticket": ticket.number,
        "received": answers.iso(ticket.received_at),
        "due": None,
        "commitment": None,
        "remaining": None,
        "status": "none",
        "standing": "",
        "text": text,
        "steps": [],
        "skipped": [],
        "changes": [],
    }


def _remaining(ticket: Ticket, clock: ClockState, now: datetime) -> int | float | None:
    """The working minutes left, negative once late; None when the clock has ended. A pause keeps what was left."""
    if clock.due_at is None or clock.ended_at is not None or ticket.is_ended:
        return None
    paused = clock.paused_since
    until = paused if paused is not None and paused <= clock.due_at else now
    return answers.minutes(clock.working_time.between(max(until, clock.started_at), clock.due_at))


def _changes(ticket: Ticket, asks: User) -> Iterator[dict[str, Any]]:
    """From when to when each event moved the deadline, oldest first; the opening, which set it, is none."""
    for event in response_clock.history(ticket):
        move = history.deadline_move(event, asks)
        if move and event.kind != Event.Kind.OPENED:
            readable = asks.is_engineer or event.kind in history.CUSTOMER_KINDS
            text = history.say(event, asks) if readable else move
            yield {"at": answers.iso(event.at), "kind": event.kind, **_ends(event.data["due"]), "text": text}


def _ends(due: dict[str, str | None]) -> dict[str, str | None]:
    return {
        end: None if (at := due[end]) is None else answers.iso(datetime.fromisoformat(at))
        for end in ("before", "after")
    }

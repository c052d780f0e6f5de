"""The deadline of a ticket by program: due, left, why, and from when to when it moved (CH-V)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.resources import Resource
from sla import answers, waits
from sla.answers import iso
from tickets import deadlines, response_clock
from tickets.api.access import ticket_in_sight
from tickets.deadline_changes import Change
from tickets.deadlines import DeadlineText
from tickets.models import Ticket


class TicketDeadline(Resource):
    """The first response promised to a ticket in sight, as it stands now."""

    def get(self, request: Request, number: str) -> Response:
        """Due, left, why, and how it moved."""
        return Response(said(ticket_in_sight(self.person, number), self.person, timezone.now()))


def said(ticket: Ticket, reader: User, now: datetime) -> dict[str, Any]:
    """The first response promised to `ticket`, as `reader` is told of it.

    A deadline that rests on a provisional level is told to the centre alone (deadlines.is_told): a customer reads of
    such a ticket what they read of one without promise.
    """
    is_told = reader.is_engineer or deadlines.is_told(ticket)
    if not is_told and ticket.status not in response_clock.UNPROMISED:
        return _in_words(ticket, _("Aucun délai n’est promis pour cette demande."))
    shown = deadlines.of_ticket(ticket, now, reader)
    return {
        **_in_words(ticket, shown.text),
        **_clock(ticket, shown, now),
        "changes": [_change(change) for change in shown.changes],
    }


def _in_words(ticket: Ticket, text: str) -> dict[str, Any]:
    """Every field of the answer, for a ticket to which nothing is promised."""
    return {
        "ticket": ticket.number,
        "received": iso(ticket.received_at),
        "due": None,
        "commitment": None,
        "remaining": None,
        "status": "none",
        "standing": "",
        "text": text,
        "steps": [],
        "skipped": [],
        "waited": [],
        "changes": [],
    }


def _clock(ticket: Ticket, shown: DeadlineText, now: datetime) -> dict[str, Any]:
    """What the clock says; nothing where none was promised. `remaining` is working time, negative once it is late."""
    clock = response_clock.clocks(ticket).first_response
    if shown.due is None or clock.commitment is None:
        return {}
    stopped_at = ticket.paused_since if shown.tone == "paused" else None
    course = waits.course(
        clock.started_at, clock.commitment, clock.working_time, clock.granted_pauses, stopped_at
    )
    left = None
    if shown.tone not in {"met", "missed", "ended"}:
        left = clock.working_time.between(max(stopped_at or now, clock.started_at), shown.due)
    return {
        "due": iso(shown.due),
        "commitment": answers.minutes(clock.commitment),
        "remaining": None if left is None else answers.minutes(left),
        "status": shown.tone,
        "standing": shown.remaining_text,
        "steps": answers.steps(course.trace),
        "skipped": answers.skipped(course.trace),
        "waited": answers.waited(course),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "at": iso(change.at),
        "kind": change.kind,
        "before": None if change.before is None else iso(change.before),
        "after": None if change.after is None else iso(change.after),
        "why": change.why,
        "by": change.by,
    }

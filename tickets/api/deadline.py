"""The deadline of a ticket by program: due, left, why, and from when to when it moved (CH-V)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.fields import InstantField
from api.resources import Resource
from api.schema import operation
from api.stretches import StretchSkipped, StretchWorked
from sla import answers, waits
from sla.answers import iso
from tickets import deadlines, response_clock
from tickets.api.access import ticket_in_sight
from tickets.deadline_changes import Change
from tickets.deadlines import DeadlineText
from tickets.models import Ticket


class DeadlineMoved(serializers.Serializer[Any]):
    """One move of a deadline."""

    at = InstantField()
    kind = serializers.CharField(help_text=gettext_lazy("Ce qui l’a déplacée"))
    before = InstantField(allow_null=True, help_text=gettext_lazy("null\u00a0: sans promesse"))
    after = InstantField(allow_null=True, help_text=gettext_lazy("null\u00a0: sans promesse"))
    why = serializers.CharField()
    by = serializers.CharField(help_text=gettext_lazy("Pour le CST seulement\u00a0: vide pour un client"))


class TicketDeadlineShown(serializers.Serializer[Any]):
    """How the answer looks, for the OpenAPI document: `said` writes it."""

    ticket = serializers.CharField()
    received = InstantField()
    due = InstantField(allow_null=True, help_text=gettext_lazy("null\u00a0: rien n’est promis"))
    commitment = serializers.FloatField(allow_null=True, help_text=gettext_lazy("Minutes ouvrées"))
    remaining = serializers.FloatField(
        allow_null=True, help_text=gettext_lazy("Minutes ouvrées, négatives en retard")
    )
    status = serializers.ChoiceField(["ok", "soon", "late", "paused", "met", "missed", "ended", "none"])
    standing = serializers.CharField()
    text = serializers.CharField()
    steps = StretchWorked(many=True)
    skipped = StretchSkipped(many=True)
    waited = StretchWorked(many=True)
    changes = DeadlineMoved(many=True)


class TicketDeadline(Resource):
    """The first response promised to a ticket in sight, as it stands now."""

    @operation(
        gettext_lazy("Lire l’échéance d’un ticket, et pourquoi"),
        tag="tickets",
        answers=TicketDeadlineShown,
        answered={
            "ticket": "CST-2026-000001",
            "received": "2026-10-13T11:07:00+02:00",
            "due": "2026-10-13T14:37:00+02:00",
            "commitment": 120,
            "remaining": 60,
            "status": "ok",
            "standing": "reste 1h",
            "text": (
                "14h37 = reçu 11h07, 1h23 jusqu’à 12h30, pause déjeuner, 0h37 à partir de 14h00 "
                "(sévérité 1, 2h ouvrées)"
            ),
            "steps": [
                {"from": "2026-10-13T11:07:00+02:00", "to": "2026-10-13T12:30:00+02:00", "minutes": 83},
                {"from": "2026-10-13T14:00:00+02:00", "to": "2026-10-13T14:37:00+02:00", "minutes": 37},
            ],
            "skipped": [
                {
                    "from": "2026-10-13T12:30:00+02:00",
                    "to": "2026-10-13T14:00:00+02:00",
                    "why": "pause déjeuner",
                }
            ],
            "waited": [],
            "changes": [],
        },
        operation_id="tickets_deadline",
    )
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

"""What the centre writes on a ticket beside answers, by program: an internal note, an answer that resolves.

An answer is everybody's (messages.py): whoever writes it, the same verb sends it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Strict, TextField
from api.schema import operation
from contracts.models import Channel
from tickets import files
from tickets.actions.closing import resolve
from tickets.actions.replying import Words, note
from tickets.api import attached, showing, staff_examples, submitted
from tickets.api.showing import TicketShown
from tickets.api.staff_access import StaffResource
from tickets.drafting.request_form import BODY_MAX
from tickets.models import ClosingCause, Upload


class TicketNote(Strict):
    """What the team reads."""

    body = TextField(
        trim_whitespace=True,
        max_length=BODY_MAX,
        help_text=_("@Prénom Nom d’un ingénieur le prévient"),
    )
    uploads = attached.uploads_field()


class TicketResolution(Strict):
    """The answer that solves it, and what it was in the end."""

    body = TextField(trim_whitespace=True, max_length=BODY_MAX)
    cause = serializers.ChoiceField(
        ClosingCause.values, required=False, default="", help_text=_("Ce que c’était, si vous le savez")
    )
    uploads = attached.uploads_field()


class Writing(StaffResource):
    """An address to which the centre writes."""

    def words(self, typed: dict[str, Any], rows: list[Upload], at: datetime) -> Words:
        """What was typed, with the files that were sent ahead."""
        return Words(
            author=self.person,
            body=typed["body"],
            channel=Channel.WEB,
            submission_key=submitted.key_of(self.request, self.person),
            sent_at=at,
            files=attached.read(rows),
        )


class Notes(Writing):
    """Internal notes: no customer sees them, no clock stops."""

    @operation(
        _("Écrire une note interne"),
        tag="centre",
        operation_id="tickets_note",
        sends=TicketNote,
        sent={"body": "Journaux reçus. @Hugo Leroy, as-tu déjà vu cette erreur\u202f?"},
        answers=TicketShown,
        answered=staff_examples.TICKET,
        status=201,
        is_guarded=True,
    )
    def post(self, request: Request, number: str) -> Response:
        """The colleagues that it names are told by mail."""
        with self.deciding(number) as ticket:
            typed, now = self.sent(TicketNote), timezone.now()
            rows = attached.take(self.person, typed["uploads"])
            note(ticket, self.words(typed, rows, now), at=now)
            files.discard_uploads(rows)
        return showing.answer(self, ticket, status=201)


class Resolve(Writing):
    """A public answer that solves it; the customer's next word reopens the ticket."""

    @operation(
        _("Répondre et résoudre"),
        tag="centre",
        operation_id="tickets_resolve",
        sends=TicketResolution,
        sent={"body": "Le tunnel tient depuis la mise à jour 7.4.5.", "cause": "software"},
        answers=TicketShown,
        answered={**staff_examples.TICKET, "status": {"code": "resolved", "text": "résolu"}, "ended": True},
        is_guarded=True,
    )
    def post(self, request: Request, number: str) -> Response:
        """It is the first answer too, where none was given (CH-V.2)."""
        with self.deciding(number) as ticket:
            typed, now = self.sent(TicketResolution), timezone.now()
            rows = attached.take(self.person, typed["uploads"])
            resolve(ticket, self.words(typed, rows, now), at=now, cause=typed["cause"])
            files.discard_uploads(rows)
        return showing.answer(self, ticket)

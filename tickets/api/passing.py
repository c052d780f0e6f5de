"""Passing an end customer's request on to the centre by program, by the reseller in whose hands it is (CH-II.2)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Strict, TextField
from api.schema import operation
from contracts.decision import Kind
from contracts.models import Channel, normalise_serial
from tickets import files, permissions
from tickets.actions.passing import Escalation, pass_to_centre
from tickets.actions.replying import Words
from tickets.api import attached, examples, showing, submitted
from tickets.api.changing import TicketResource
from tickets.api.showing import TicketShown
from tickets.drafting.request_form import BODY_MAX
from tickets.models import Ticket
from tickets.permissions import Action


class TicketPassing(Strict):
    """What the reseller makes of its end customer's request; what is not said stays as the customer said it."""

    serial = serializers.CharField(required=False, max_length=60)
    severity = serializers.IntegerField(required=False, min_value=1, max_value=4)
    subject = serializers.CharField(required=False, max_length=300)
    findings = TextField(
        trim_whitespace=True, max_length=BODY_MAX, help_text=_("Ce que vous avez déjà vérifié")
    )
    uploads = attached.uploads_field()


class Passing(TicketResource):
    """A request in the hands of the asker's organisation as the first level."""

    @operation(
        _("Transmettre au CST la demande d’un client final"),
        tag="tickets",
        sends=TicketPassing,
        answers=TicketShown,
        is_guarded=True,
        sent=examples.PASSING,
        answered=examples.TICKET,
        operation_id="tickets_pass",
    )
    def post(self, request: Request, number: str) -> Response:
        """The ticket, open at the centre. Raises NotPossible where the charter opens it for the reseller neither."""
        person, now = self.person, timezone.now()
        permissions.require(person, Action.PASS_TO_CENTRE, self.ticket(number))
        with self.deciding(number) as ticket:
            typed = _completed(ticket, self.sent(TicketPassing))
            rows = attached.take(person, typed["uploads"])
            key = submitted.key_of(request, person)
            words = Words(person, typed["findings"], Channel.WEB, key, now, attached.read(rows))
            escalation = Escalation(typed["subject"], typed["serial"], typed["severity"], words)
            pass_to_centre(ticket, escalation, at=now)
            files.discard_uploads(rows)
        return showing.answer(self, ticket)


def _completed(ticket: Ticket, typed: dict[str, Any]) -> dict[str, Any]:
    """With what the end customer said, as the form has it. Raises ValidationError for an incident of no severity."""
    asked = {"subject": ticket.subject, "serial": ticket.serial, "severity": ticket.severity, **typed}
    if ticket.kind == Kind.ASSISTANCE:  # CH-PS: no severity
        asked["severity"] = None
    elif asked["severity"] is None:
        sentence = gettext("Choisissez l’impact\u00a0: il décide du délai de réponse.")
        raise serializers.ValidationError({"severity": [ErrorDetail(sentence, "required")]})
    return {**asked, "serial": normalise_serial(asked["serial"])}

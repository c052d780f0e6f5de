"""What a customer asks for on its ticket besides writing, by program: a higher severity; its opinion, once it ended."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Strict, TextField
from api.schema import operation
from tickets.actions.asking_severity import ask
from tickets.actions.rating import rate
from tickets.api import examples, showing
from tickets.api.changing import TicketResource
from tickets.api.showing import TicketShown


class SeverityAsking(Strict):
    """How severe it has become, and why."""

    severity = serializers.IntegerField(min_value=1, max_value=4)
    reason = TextField(trim_whitespace=True, max_length=1_000)


class OpinionGiving(Strict):
    """One mark, a comment if one likes."""

    mark = serializers.IntegerField(
        min_value=1, max_value=3, help_text=_("1 pas satisfait, 2 mitigé, 3 satisfait")
    )
    comment = TextField(trim_whitespace=True, required=False, default="", allow_blank=True, max_length=1_000)


class SeverityRequests(TicketResource):
    """A wish for a higher severity; an engineer decides (CH-V.2)."""

    @operation(
        _("Demander une sévérité plus haute"),
        tag="tickets",
        sends=SeverityAsking,
        answers=TicketShown,
        status=201,
        sent=examples.SEVERITY,
        answered=examples.TICKET,
        operation_id="severity_requests_ask",
    )
    def post(self, request: Request, number: str) -> Response:
        """The ticket, of unchanged severity. The same wish twice is one."""
        ticket, typed = self.ticket(number), self.sent(SeverityAsking)
        ask(ticket, typed["severity"], typed["reason"], actor=self.person, at=timezone.now())
        return showing.answer(self, ticket, status=201)


class Opinion(TicketResource):
    """One's opinion on an ended ticket (CH-V.2); another takes the place of the one before."""

    @operation(
        _("Donner son avis"),
        tag="tickets",
        sends=OpinionGiving,
        answers=TicketShown,
        sent=examples.OPINION,
        answered={**examples.TICKET, "status": {"code": "resolved", "text": "résolu"}, "ended": True},
        operation_id="opinion_give",
    )
    def post(self, request: Request, number: str) -> Response:
        """The ticket that it is on."""
        ticket, typed = self.ticket(number), self.sent(OpinionGiving)
        rate(ticket, typed["mark"], typed["comment"], actor=self.person, at=timezone.now())
        return showing.answer(self, ticket)

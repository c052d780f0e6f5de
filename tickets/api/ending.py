"""The end of a ticket by program, and its second life."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Empty
from api.schema import operation
from tickets.actions.closing import close, reopen
from tickets.api import examples, showing
from tickets.api.changing import TicketResource
from tickets.api.showing import TicketShown
from tickets.models import ClosingCause


class TicketClosing(Empty):
    """What it was, in the end: the centre says it."""

    cause = serializers.ChoiceField(ClosingCause.values, required=False, help_text=_("Pour le CST seulement"))


class Closing(TicketResource):
    """One's own request, closed for good; twice changes nothing."""

    @operation(
        _("Clore un ticket"),
        tag="tickets",
        sends=TicketClosing,
        answers=TicketShown,
        is_guarded=True,
        sent={},
        answered={**examples.TICKET, "status": {"code": "closed", "text": "clos"}, "ended": True},
        operation_id="tickets_close",
    )
    def post(self, request: Request, number: str) -> Response:
        """The ticket, closed."""
        with self.deciding(number) as ticket:
            typed = self.sent(TicketClosing if self.person.is_engineer else Empty)
            close(ticket, actor=self.person, at=timezone.now(), cause=typed.get("cause", ""))
        return showing.answer(self, ticket)


class Reopening(TicketResource):
    """An ended ticket, brought back to the centre."""

    @operation(
        _("Rouvrir un ticket"),
        tag="tickets",
        sends=Empty,
        answers=TicketShown,
        is_guarded=True,
        sent={},
        answered={**examples.TICKET, "status": {"code": "open", "text": "en cours"}},
        operation_id="tickets_reopen",
    )
    def post(self, request: Request, number: str) -> Response:
        """The ticket, open. Raises NotPossible when it is not ended, or ended too long ago for a customer."""
        with self.deciding(number) as ticket:
            self.sent(Empty)
            reopen(ticket, actor=self.person, at=timezone.now())
        return showing.answer(self, ticket)

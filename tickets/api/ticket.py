"""One ticket by program: read, with the tag that a change is decided on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.resources import Resource
from api.schema import operation
from tickets.api import examples, showing
from tickets.api.access import ticket_named
from tickets.api.showing import TicketShown


class TicketAddress(Resource):
    """A ticket in sight of whoever asks."""

    @operation(
        _("Lire un ticket"),
        tag="tickets",
        answers=TicketShown,
        answered=examples.TICKET,
        operation_id="ticket_read",
        is_tagged=True,
    )
    def get(self, request: Request, number: str) -> Response:
        """The ticket, or 304 to whoever has it already."""
        return showing.answer(self, ticket_named(self.person, number))

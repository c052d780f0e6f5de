"""Tickets by program: the list of those in sight, and a new one."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from api import listing
from api.resources import Resource
from api.schema import operation
from tickets.api import examples, narrowing, opening, showing
from tickets.api.access import tickets_in_sight
from tickets.api.narrowing import TicketsQuery
from tickets.api.opening import TicketOpening
from tickets.api.showing import TicketShown


class Tickets(Resource):
    """The tickets in sight of whoever asks."""

    @operation(
        _("Lister les tickets"),
        tag="tickets",
        asks=TicketsQuery,
        answers=listing.paged(TicketShown),
        answered={"next": None, "previous": None, "results": [examples.TICKET]},
        operation_id="tickets_list",
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        asked, person = self.asked(TicketsQuery), self.person
        found = narrowing.narrowed(tickets_in_sight(person), asked, person, timezone.now())
        return listing.page(request, found, narrowing.ORDERS[asked["order"]], TicketShown, reader=person)

    @operation(
        _("Ouvrir un ticket"),
        tag="tickets",
        sends=TicketOpening,
        answers=TicketShown,
        status=201,
        sent=examples.OPENING,
        answered=examples.TICKET,
        operation_id="tickets_open",
    )
    def post(self, request: Request) -> Response:
        """The ticket that the request became: its verdict says whether it is open, and its state in whose hands."""
        opening.require_customer(self.person)
        typed = self.sent(TicketOpening)
        ticket = opening.open_asked(request, self.person, typed, timezone.now())
        answer = showing.answer(self, ticket, status=201)
        answer["Location"] = showing.address(ticket)
        return answer

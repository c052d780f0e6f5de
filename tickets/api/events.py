"""What happened on a ticket by program, as the sentences of its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import InstantField
from api.schema import operation
from tickets import history
from tickets.api import examples
from tickets.api.changing import TicketResource
from tickets.models import Event


class EventShown(serializers.Serializer[Any]):
    """One thing that happened, in words for its reader."""

    at = InstantField()
    kind = serializers.ChoiceField(Event.Kind.values)
    text = serializers.CharField()


class EventsShown(serializers.Serializer[Any]):
    """The whole history: each sentence depends on those before, so that it comes in one piece."""

    results = EventShown(many=True)


class TicketEvents(TicketResource):
    """The history that its reader may see, oldest first; words stand among the messages."""

    @operation(
        _("Lire l’historique"),
        tag="tickets",
        answers=EventsShown,
        answered={"results": [examples.EVENT]},
        operation_id="events_list",
    )
    def get(self, request: Request, number: str) -> Response:
        """All of it."""
        ticket = self.ticket(number)
        return Response(EventsShown({"results": history.lines(ticket, self.person)}).data)

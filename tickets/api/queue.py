"""The queue by program: the lists of the console, the same rows in the same order (CH-V.1, CH-V.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.fields import InstantField
from api.listing import PageQuery, paged
from api.schema import operation
from contracts.decision import KIND_LABELS
from tickets.api import keyset, staff_examples
from tickets.api.engineers import EngineerNamed
from tickets.api.showing import OrganisationNamed, TicketDevice, TicketKind, TicketState, address
from tickets.api.staff_access import StaffResource
from tickets.console import calls, gathering, queue, queue_views
from tickets.console.queue import Line, Shape
from tickets.console.queue_views import QueueView
from tickets.models import Ticket
from tickets.queue_order import Rank

VIEWS = {view.name.lower(): view for view in QueueView}
# The tones of a deadline (tickets/deadlines.py).
STANDINGS = ("ok", "soon", "late", "paused", "met", "missed", "ended", "none")


class QueueQuery(PageQuery):
    """Which list; the queue itself by default."""

    view = serializers.ChoiceField(
        list(VIEWS), default="to_answer", help_text=_("La liste\u202f; to_answer est la file elle-même")
    )


class QueuePlace(serializers.Serializer[Any]):
    """Which of the four files of the queue a ticket stands in."""

    code = serializers.ChoiceField([rank.name.lower() for rank in Rank])
    text = serializers.CharField()


class QueuedTicket(serializers.Serializer[Any]):
    """One line of the console's list."""

    number = serializers.CharField()
    url = serializers.URLField()
    subject = serializers.CharField()
    status = TicketState()
    kind = TicketKind()
    severity = serializers.IntegerField(allow_null=True, min_value=1, max_value=4)
    level = serializers.CharField(help_text=_("Niveau de support, en mots"))
    organisation = OrganisationNamed(allow_null=True)
    who = serializers.CharField(help_text=_("Qui demande, d’où, et pour qui"))
    device = TicketDevice(allow_null=True)
    assignee = EngineerNamed(allow_null=True)
    place = QueuePlace(allow_null=True, help_text=_("null\u00a0: hors de la file, le CST n’a rien à faire"))
    received_at = InstantField()
    updated_at = InstantField()
    waiting_since = InstantField(help_text=_("Depuis quand la balle est là où elle est"))
    due_at = InstantField(allow_null=True)
    standing = serializers.ChoiceField(STANDINGS)
    left = serializers.CharField(help_text=_("Le temps qui reste, ou pourquoi rien n’est promis"))
    when = serializers.CharField(help_text=_("L’instant qui compte, en mots"))
    calls = serializers.ListField(
        child=serializers.CharField(), help_text=_("Ce qui vous y appelle\u202f; dans la liste for_me")
    )


class Queue(StaffResource):
    """What the centre does next, and the other lists of its console."""

    @operation(
        _("Ce que le CST a à faire, dans l’ordre"),
        tag="centre",
        operation_id="queue_list",
        asks=QueueQuery,
        answers=paged(QueuedTicket),
        answered={"next": None, "previous": None, "results": [staff_examples.QUEUED]},
    )
    def get(self, request: Request) -> Response:
        """One page of a list, in its order."""
        reader, now = self.require_engineer(), timezone.now()
        asked = self.asked(QueueQuery)
        view = VIEWS[asked["view"]]
        seen = gathering.light(Ticket.objects.visible_to(reader))
        page = keyset.page(request, queue_views.tickets_of(view, seen, reader, now), asked)
        told = _told(list(page.rows), view, reader, now)
        results = QueuedTicket(told, many=True).data
        return Response({"next": page.next, "previous": page.previous, "results": results})


def _told(tickets: list[Ticket], view: QueueView, reader: User, now: datetime) -> list[dict[str, Any]]:
    """The lines of the console; what the same code is called in words is said once for all of them."""
    gathering.gather(tickets)
    calling = calls.reasons(tickets, reader, now) if view is QueueView.FOR_ME else {}
    shape = Shape(levels=queue.level_names(), calls=calling)
    kinds = {kind.value: str(label) for kind, label in KIND_LABELS.items()}
    places = {rank.value: {"code": rank.name.lower(), "text": str(queue.RANKS[rank])} for rank in Rank}
    return [
        {
            **_what(line, shape, kinds),
            "place": places.get(line.ticket.queue_rank or 0),
            "received_at": line.ticket.received_at,
            "updated_at": line.ticket.updated_at,
            "waiting_since": line.ticket.waiting_since,
            "due_at": line.ticket.due_at,
            "standing": line.tone,
            "left": line.due,
            "when": line.when,
            "calls": line.why,
        }
        for line in queue.lines(tickets, now, shape)
    ]


def _what(line: Line, shape: Shape, kinds: Mapping[str, str]) -> dict[str, Any]:
    ticket = line.ticket
    state = shape.states[ticket.status] if ticket.merged_into_id is None else ticket.status_text
    return {
        "number": ticket.number,
        "url": address(ticket),
        "subject": ticket.subject,
        "status": {"code": ticket.status, "text": state},
        "kind": {"code": ticket.kind, "text": kinds[ticket.kind]},
        "severity": ticket.severity,
        "level": line.level,
        "organisation": ticket.organisation,
        "who": line.who,
        "device": _device(ticket),
        "assignee": ticket.assignee,
    }


def _device(ticket: Ticket) -> dict[str, Any] | None:
    if not ticket.serial:
        return None
    return {"serial": ticket.serial, "product": ticket.device.product.name if ticket.device else None}

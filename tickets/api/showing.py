"""A ticket as a program reads it: what the pages show of it to the same reader, and the tag of how it stands.

Fields that are the centre's own business are absent from what a customer reads, and not null: null is an answer too.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy
from rest_framework import serializers
from rest_framework.response import Response

from accounts.models import Organisation, User
from api import etags
from api.fields import InstantField
from api.resources import Resource
from api.shown import SaidOnly, Together
from contracts.api import verdicts
from contracts.api.verdicts import VerdictShown
from contracts.decision import Kind
from contracts.models import Channel
from tickets import deadlines
from tickets.api import access, gathering
from tickets.models import ClosingCause, Status, Ticket
from tickets.thread import newest

_CENTRE_ONLY = gettext_lazy("Pour le CST seulement\u00a0: absent de ce que lit un client")


class TicketState(serializers.Serializer[Any]):
    """Where a ticket stands."""

    code = serializers.ChoiceField(Status.values)
    text = serializers.CharField()


class TicketKind(serializers.Serializer[Any]):
    """What is asked for."""

    code = serializers.ChoiceField([(each.value, each.name) for each in Kind])
    text = serializers.CharField()


class TicketChannel(serializers.Serializer[Any]):
    """Which way it came."""

    code = serializers.ChoiceField(Channel.values)
    text = serializers.CharField()


class PersonNamed(serializers.Serializer[Any]):
    """A person; without `id`, an address that is nobody's account."""

    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class OrganisationNamed(serializers.Serializer[Any]):
    """An organisation."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class TicketDevice(serializers.Serializer[Any]):
    """What it is about; without `product`, a serial that is no device in sight of its requester."""

    serial = serializers.CharField()
    product = serializers.CharField(allow_null=True)


class TicketsShown(Together):
    """Several tickets: what they name is read once for all of them."""

    def read(self, rows: list[Ticket]) -> list[dict[str, Any]]:
        reader = self.context["reader"]
        gathering.gather(rows, reader)
        return [_told(ticket, reader) for ticket in rows]


class TicketShown(SaidOnly):
    """A ticket, as `_told`; a list of rows from `access.tickets_in_sight` is for the `reader` of the context."""

    number = serializers.CharField()
    url = serializers.URLField(help_text=gettext_lazy("Cette ressource"))
    page = serializers.URLField(help_text=gettext_lazy("La page, pour une personne"))
    subject = serializers.CharField()
    status = TicketState()
    kind = TicketKind()
    channel = TicketChannel()
    severity = serializers.IntegerField(
        allow_null=True,
        min_value=1,
        max_value=4,
        help_text=gettext_lazy("1 à 4\u202f; null\u00a0: non qualifiée"),
    )
    organisation = OrganisationNamed(allow_null=True)
    reseller = OrganisationNamed(allow_null=True)
    requester = PersonNamed()
    device = TicketDevice(allow_null=True)
    contract = serializers.CharField(allow_null=True, help_text=gettext_lazy("Numéro du contrat"))
    verdict = VerdictShown()
    waived = serializers.BooleanField(help_text=gettext_lazy("Ouvert à titre exceptionnel"))
    received_at = InstantField()
    updated_at = InstantField()
    first_response_at = InstantField(allow_null=True)
    due_at = InstantField(allow_null=True, help_text=gettext_lazy("Réponse promise avant"))
    ended = serializers.BooleanField(help_text=gettext_lazy("Résolu ou clos"))
    merged_into = serializers.CharField(
        allow_null=True, help_text=gettext_lazy("Numéro du ticket où la suite se passe")
    )
    assignee = PersonNamed(allow_null=True, required=False, help_text=_CENTRE_ONLY)
    cause = serializers.ChoiceField(
        ClosingCause.values, allow_null=True, required=False, help_text=_CENTRE_ONLY
    )

    class Meta:
        list_serializer_class = TicketsShown


def answer(resource: Resource, ticket: Ticket, status: int = 200) -> Response:
    """The ticket as it stands now, with its tag; what every address answers that reads one or changes it.

    Raises Http404 when a change took it out of sight.
    """
    # Before the row is read: a tag that is too old costs a second look, one that is too new would hide a change.
    tag = tag_of(ticket)
    found = get_object_or_404(access.tickets_in_sight(resource.person), pk=ticket.pk)
    gathering.gather([found], resource.person)
    data = TicketShown(_told(found, resource.person)).data
    if resource.request.method == "GET":
        return etags.answer(resource.request, tag, data)
    return Response(data, status=status, headers={"ETag": tag})


def tag_of(ticket: Ticket) -> str:
    """The tag of how `ticket` stands, for its reader's language: every change of a ticket writes an event; one query.

    For If-Match, ask it of the row that is locked.
    """
    return etags.etag(ticket.number, newest(ticket.events.all()), translation.get_language())


def address(ticket: Ticket) -> str:
    """Where a program reads `ticket`."""
    return f"{settings.BASE_URL}{reverse('api:ticket', args=[ticket.number])}"


def _told(ticket: Ticket, reader: User) -> dict[str, Any]:
    return {**_what(ticket, reader), **_who(ticket, reader), **_when(ticket, reader)}


def _what(ticket: Ticket, reader: User) -> dict[str, Any]:
    into = gathering.merged_into(ticket)
    page = "console:ticket" if reader.is_engineer else "portal:ticket"
    return {
        "number": ticket.number,
        "url": address(ticket),
        "page": settings.BASE_URL + reverse(page, args=[ticket.number]),
        "subject": ticket.subject,
        "status": {"code": ticket.status, "text": _state(ticket, reader)},
        "kind": {"code": ticket.kind, "text": Kind(ticket.kind).label},
        "channel": {"code": ticket.channel, "text": str(Channel(ticket.channel).label)},
        "severity": ticket.severity,
        "device": _device(ticket),
        "contract": ticket.contract.number if ticket.contract else None,
        "verdict": verdicts.shown(ticket.verdict, ticket.verdict_text),
        "waived": ticket.waived,
        "merged_into": into.number if into else None,
    }


def _who(ticket: Ticket, reader: User) -> dict[str, Any]:
    told = {
        "organisation": _organisation(ticket.organisation),
        "reseller": _organisation(ticket.reseller),
        "requester": _person(ticket.requester) or {"id": None, "name": ticket.requester_address},
    }
    if not reader.is_engineer:
        return told
    return {**told, "assignee": _person(ticket.assignee), "cause": ticket.cause or None}


def _when(ticket: Ticket, reader: User) -> dict[str, Any]:
    """A deadline that rests on a provisional level is told to the centre alone (CH-V.2)."""
    is_told = reader.is_engineer or deadlines.is_told(ticket)
    return {
        "received_at": ticket.received_at,
        "updated_at": ticket.updated_at,
        "first_response_at": ticket.first_response_at,
        "due_at": ticket.due_at if is_told else None,
        "ended": ticket.is_ended,
    }


def _state(ticket: Ticket, reader: User) -> str:
    """In the reader's word: what the centre calls refused was, for its customer, not opened."""
    if ticket.status == Status.REFUSED and not reader.is_engineer:
        return gettext("non ouvert")
    # Not the field's own words for it, which are sought by hashing, and so translating, each of its choices.
    return ticket.status_text if ticket.merged_into_id is not None else str(Status(ticket.status).label)


def _device(ticket: Ticket) -> dict[str, Any] | None:
    if not ticket.serial:
        return None
    return {"serial": ticket.serial, "product": ticket.device.product.name if ticket.device else None}


def _person(person: User | None) -> dict[str, Any] | None:
    return None if person is None else {"id": person.pk, "name": person.full_name}


def _organisation(organisation: Organisation | None) -> dict[str, Any] | None:
    return None if organisation is None else {"id": organisation.pk, "name": organisation.name}

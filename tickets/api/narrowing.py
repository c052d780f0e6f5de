"""What the list of tickets is asked for; each filter and each order has an index (tickets/models/ticket.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from api.fields import QueryInstantField
from api.listing import PageQuery
from contracts.decision import Reason
from contracts.models import normalise_serial
from tickets import full_text, full_text_words, search
from tickets.full_text import Narrowing
from tickets.models import Status
from tickets.portal.filters import going_on
from tickets.visibility import TicketQuerySet

# By what they are asked for; each ends with what is unique.
ORDERS = {
    "-updated_at": ("-updated_at", "-id"),
    "updated_at": ("updated_at", "id"),
    "-received_at": ("-received_at", "-id"),
    "due_at": ("due_at", "id"),
}
# The clocks that run, as their index holds them.
_RUNNING = Q(first_response_at__isnull=True, due_at__isnull=False, paused_since__isnull=True)
# Those whose deadline is told to customers (deadlines.is_told): the cursor of a list holds what it is ordered by.
_TOLD = Q(waived=True) | Q(verdict_json__reason=Reason.COVERED.value)


class TicketsQuery(PageQuery):
    """Which tickets, in which order."""

    order = serializers.ChoiceField(
        list(ORDERS),
        default="-updated_at",
        help_text=_("due_at\u00a0: les délais en cours, l’échéance la plus proche d’abord"),
    )
    open = serializers.BooleanField(
        required=False,
        allow_null=False,
        help_text=_("true\u00a0: ce qui n’est pas terminé\u202f; false\u00a0: le reste"),
    )
    status = serializers.ChoiceField(Status.values, required=False)
    severity = serializers.IntegerField(required=False, min_value=1, max_value=4)
    organisation = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text=_("Qui demande")
    )
    requester = serializers.ChoiceField(["me"], required=False, help_text=_("Vos demandes"))
    serial = serializers.CharField(required=False, max_length=60, help_text=_("Le numéro de série entier"))
    contract = serializers.CharField(required=False, max_length=60, help_text=_("Le numéro du contrat"))
    q = serializers.CharField(
        required=False, max_length=200, help_text=_("Des mots, comme dans la recherche")
    )
    updated_since = QueryInstantField(required=False)
    received_since = QueryInstantField(required=False)
    received_until = QueryInstantField(required=False, help_text=_("Cet instant non compris"))


def narrowed(tickets: TicketQuerySet, asked: dict[str, Any], reader: User, now: datetime) -> TicketQuerySet:
    """Of tickets in sight of `reader`, those that `asked`, a TicketsQuery, asks for."""
    found = tickets.filter(_plain(asked))
    if "q" in asked:
        found = _worded(found, asked["q"], reader, now)
    if "open" in asked:
        found = found.filter(going_on(now) if asked["open"] else ~going_on(now))
    if "requester" in asked:
        found = found.filter(Q(requester=reader) | Q(escalated_by=reader))
    if asked["order"] != "due_at":
        return found
    promised = found.filter(_RUNNING & going_on(now))
    return promised if reader.is_engineer else promised.filter(_TOLD)


def _plain(asked: dict[str, Any]) -> Q:
    columns = {
        "status": "status",
        "severity": "severity",
        "organisation": "organisation",
        "contract": "contract__number",
        "updated_since": "updated_at__gte",
        "received_since": "received_at__gte",
        "received_until": "received_at__lt",
    }
    found = Q(**{column: asked[name] for name, column in columns.items() if name in asked})
    return found & Q(serial=normalise_serial(asked["serial"])) if "serial" in asked else found


def _worded(tickets: TicketQuerySet, words: str, reader: User, now: datetime) -> TicketQuerySet:
    """Those that hold the words: for the centre, anything that was said; for a customer, what customers may read."""
    if not reader.is_engineer:
        return search.found(tickets, reader, words)
    hits = full_text.found(reader, words, full_text_words.read(words), Narrowing(), now).hits
    return tickets.filter(pk__in=[hit.ticket for hit in hits])

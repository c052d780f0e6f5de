"""Which tickets an address of the API names: those in sight of whoever asks, else 404, as for the pages."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from tickets.api import gathering
from tickets.models import Ticket
from tickets.numbering import is_number
from tickets.visibility import TicketQuerySet


def tickets_in_sight(person: User) -> TicketQuerySet:
    """The tickets that `person` sees, with what showing them does not gather."""
    return gathering.light(Ticket.objects.visible_to(person))


def ticket_in_sight(person: User, number: str) -> Ticket:
    """The ticket `number` with its events, in two queries. Raises Http404 when it is out of sight, or no number."""
    if not is_number(number):
        raise Http404
    return get_object_or_404(Ticket.objects.visible_to(person).prefetch_related("events"), number=number)


def ticket_named(person: User, number: str) -> Ticket:
    """The same without its events, in one query: for a verb, which locks the row and reads them itself."""
    if not is_number(number):
        raise Http404
    return get_object_or_404(Ticket.objects.visible_to(person), number=number)

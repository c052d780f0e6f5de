"""Two tickets that have to do with each other, or say the same: each is seen from the other, both go on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import permissions
from tickets.actions.writing import NotPossible, record
from tickets.models import Event, Ticket, TicketLink
from tickets.permissions import Action

Kind = TicketLink.Kind


@transaction.atomic
def link(ticket: Ticket, other: Ticket, kind: str, *, actor: User, at: datetime) -> TicketLink:
    """Link two tickets; no clock and no state moves, no customer is told. Twice changes nothing.

    A link that says something else becomes `kind`. Raises `NotPossible` for a ticket and itself.
    """
    ticket, other = _lock_both(ticket, other, actor)
    row = between(ticket, other).first()
    if row is not None and row.kind == kind:
        return row
    row = row or TicketLink(ticket=ticket, other=other)
    row.kind, row.linked_by, row.linked_at = kind, actor, at
    row.save()
    for one, its_other in ((ticket, other), (other, ticket)):
        data = {"other": its_other.number, "kind": kind}
        record(one, Event.Kind.LINKED, actor=actor, at=at, data=data)
    return row


@transaction.atomic
def unlink(ticket: Ticket, other: Ticket, *, actor: User, at: datetime) -> str:
    """Remove the link between two tickets, from whichever side; return what it was, empty when there was none."""
    ticket, other = _lock_both(ticket, other, actor)
    row = between(ticket, other).first()
    if row is None:
        return ""
    kind = row.kind
    row.delete()
    for one, its_other in ((ticket, other), (other, ticket)):
        data = {"other": its_other.number, "kind": kind}
        record(one, Event.Kind.UNLINKED, actor=actor, at=at, data=data)
    return kind


def between(ticket: Ticket, other: Ticket) -> QuerySet[TicketLink]:
    """The link of two tickets, one at most, whichever of them was the first."""
    return TicketLink.objects.filter(Q(ticket=ticket, other=other) | Q(ticket=other, other=ticket))


def _lock_both(ticket: Ticket, other: Ticket, actor: User) -> tuple[Ticket, Ticket]:
    """Both rows, fresh and locked in the order of their keys."""
    for each in (ticket, other):
        permissions.require(actor, Action.LINK, each)
    if ticket.pk == other.pk:
        raise NotPossible(_("Un ticket ne se lie pas à lui-même."))
    both = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=(ticket.pk, other.pk))
    locked = {each.pk: each for each in both.order_by("pk")}
    return locked[ticket.pk], locked[other.pk]

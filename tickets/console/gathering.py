"""The people and organisations of tickets, read once for all of them.

Joined to their tickets they are twelve tables in one query, which take longer to plan than to read, and a row of each
for every ticket.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from django.db.models import Model, Q

from accounts.models import Organisation, User
from tickets.console.handling_form import engineers
from tickets.models import Ticket
from tickets.visibility import TicketQuerySet

Row = TypeVar("Row", bound=Model)

# One row that names another, and the field by which it does.
Name = tuple[Model, str]


def light(tickets: TicketQuerySet) -> TicketQuerySet:
    """`tickets` with what `gather` does not read: their product, and their contract with its level."""
    return tickets.select_related("device__product__vendor", "contract__level")


def gather(tickets: Collection[Ticket]) -> None:
    """Read the people and organisations that `tickets` name: two queries, a third where one was merged."""
    people = list(_people(tickets))
    _set(people, User.objects.in_bulk(_keys(people)))
    _gather_organisations(tickets)


def gather_with_team(ticket: Ticket) -> None:
    """The same for one ticket; with its people come those whom it may be given to (`handling_form.team_of`)."""
    people = list(_people([ticket]))
    either = User.objects.filter(Q(pk__in=_keys(people)) | Q(pk__in=engineers().values("pk")))
    found = {person.pk: person for person in either.select_related("organisation")}
    _set(people, found)
    vars(ticket)["team"] = [person for person in found.values() if person.is_reached and person.is_engineer]
    _gather_organisations([ticket])


def _gather_organisations(tickets: Collection[Ticket]) -> None:
    named = list(_organisations(tickets))
    _set(named, Organisation.objects.select_related("credit_account").in_bulk(_keys(named)))
    merged: list[Name] = [(ticket, "merged_into") for ticket in tickets]
    if keys := _keys(merged):
        _set(merged, Ticket.objects.in_bulk(keys))


def _people(tickets: Iterable[Ticket]) -> Iterable[Name]:
    for ticket in tickets:
        yield from ((ticket, "requester"), (ticket, "escalated_by"), (ticket, "assignee"))
        if ticket.contract is not None:
            yield ticket.contract, "sales_contact"
        if ticket.device is not None:
            yield ticket.device, "version_stated_by"


def _organisations(tickets: Iterable[Ticket]) -> Iterable[Name]:
    for ticket in tickets:
        yield from ((ticket, "organisation"), (ticket, "reseller"))
        if ticket.contract is not None:
            yield from ((ticket.contract, "reseller"), (ticket.contract, "end_customer"))


def _keys(names: Iterable[Name]) -> set[int]:
    keys = {getattr(row, f"{field}_id") for row, field in names}
    return keys - {None}


def _set(names: Iterable[Name], found: Mapping[int, Row]) -> None:
    """Let each row hold what it names; whatever is not in `found` is read when it is asked for."""
    for row, field in names:
        key = getattr(row, f"{field}_id")
        if key in found:
            setattr(row, field, found[key])

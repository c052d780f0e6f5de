"""Whose request a ticket is: the organisation that asked, and the reseller that passed it on to the centre (CH-II.2).

Both are answered, and either may reply. Who else is told is here too; who sees the ticket is visibility.py's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from django.db.models import Q, QuerySet

from accounts.models import User
from sla import remembering
from tickets.models import Ticket

_WATCHERS = "people who are told of all tickets of their organisation"


def is_party(user: User, ticket: Ticket) -> bool:
    """Whether `user` acts for one of those whose request `ticket` is."""
    if user.organisation_id is None:
        return False
    if ticket.organisation_id == user.organisation_id:
        return True
    return ticket.escalated_by_id is not None and ticket.reseller_id == user.organisation_id


def requests_of(user: User) -> Q:
    """The tickets that `is_party` says yes of, as a filter."""
    own = Q(organisation=user.organisation_id)
    return own | Q(reseller=user.organisation_id, escalated_by__isnull=False)


def people(ticket: Ticket) -> list[User]:
    """Who is told: those who asked, then the others; each once."""
    asked = who_asked(ticket)
    return [*asked, *others(ticket, asked)]


def who_asked(ticket: Ticket) -> list[User]:
    """Who is answered: the reseller's person first, then the requester, then those of the requests that were merged
    into this one; each once.
    """
    if ticket.opening is not None:  # nothing can be merged into it yet
        return [person for person in (ticket.escalated_by, ticket.requester) if person is not None]
    merged = ticket.merged_from.select_related("escalated_by__organisation", "requester__organisation")
    asked = [(each.escalated_by, each.requester) for each in (ticket, *merged.order_by("pk"))]
    return list(dict.fromkeys(person for pair in asked for person in pair if person is not None))


def others(ticket: Ticket, asked: Iterable[User] | None = None) -> list[User]:
    """Who else is told, each once: the followers, and those who want the mails of all that their organisation sees.

    Followers are asked for by what they see now: who left the organisation is told nothing. Three queries at most.
    """
    known = who_asked(ticket) if asked is None else asked
    found = dict.fromkeys([*_followers(ticket), *_watchers(ticket)])
    for person in known:
        found.pop(person, None)
    return list(found)


def engineers_following(ticket: Ticket) -> list[User]:
    """The engineers who follow `ticket` without being in charge of it; they are told the customer's words."""
    people = User.objects.people().filter(followed__ticket=ticket).select_related("organisation")
    others = people.exclude(pk=ticket.assignee_id) if ticket.assignee_id is not None else people
    return [person for person in others.order_by("followed__id") if person.is_engineer]


def fetch_ahead(organisations: Iterable[int]) -> None:
    """Ask at once who of these wants the mails of all tickets, for a run of work (sla/remembering.py)."""
    keys = set(organisations)
    watchers: dict[int | None, list[User]] = defaultdict(list)
    for person in _customers_of(keys).filter(mail_scope=User.MailScope.ORGANISATION):
        watchers[person.organisation_id].append(person)
    for key in keys:
        remembering.put((_WATCHERS, key), watchers[key])


def _followers(ticket: Ticket) -> list[User]:
    if ticket.opening is not None:  # nobody can follow it yet
        return []
    return list(_customers_of(_sides(ticket)).filter(followed__ticket=ticket).order_by("followed__id"))


def _watchers(ticket: Ticket) -> list[User]:
    return [
        person
        for side in _sides(ticket)
        for person in remembering.known((_WATCHERS, side), partial(_read_watchers, side))
    ]


@remembering.once_a_run
def _read_watchers(organisation: int) -> list[User]:
    return list(_customers_of([organisation]).filter(mail_scope=User.MailScope.ORGANISATION))


def _sides(ticket: Ticket) -> list[int]:
    """The organisations that see `ticket` (tickets/visibility.py)."""
    both = dict.fromkeys((ticket.organisation_id, ticket.reseller_id))
    return [side for side in both if side is not None]


def _customers_of(organisations: Iterable[int]) -> QuerySet[User]:
    people = User.objects.people().filter(organisation__in=organisations, role__in=User.CUSTOMER_ROLES)
    return people.select_related("organisation").order_by("pk")


def names(ticket: Ticket) -> list[str]:
    """The same people of the ticket itself by name, or the address that wrote."""
    requester = ticket.requester.full_name if ticket.requester else ticket.requester_address
    return [ticket.escalated_by.full_name, requester] if ticket.escalated_by else [requester]

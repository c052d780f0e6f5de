"""Colleagues named in internal notes: who an `@Hugo Leroy` means, and what waits to be read by whom.

Only engineers and leads of the centre can be named: nobody else reads a note (tickets/visibility.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import Organisation, User
from tickets.models import Mention, Message, Ticket

_SIGN = "@"


def colleagues() -> QuerySet[User]:
    """Those who may be named, by name."""
    return User.objects.people().filter(
        organisation__kind=Organisation.Kind.CENTRE,
        role__in=(User.Role.ENGINEER, User.Role.LEAD),
    )


def named(text: str, people: Iterable[User]) -> list[User]:
    """Those of `people` whose full name stands in `text` after an @, in the order of their names' length.

    The longest name wins where one begins with another, and spaces may be of any kind.
    """
    rest, found = text, []
    for person in sorted(people, key=lambda each: len(each.full_name), reverse=True):
        name = r"\s+".join(map(re.escape, person.full_name.split()))
        pattern = re.compile(rf"(?<![\w@]){_SIGN}{name}(?!\w)", re.IGNORECASE)
        if name and pattern.search(rest):
            found.append(person)
            rest = pattern.sub(" ", rest)
    return found


def tell_apart(message: Message) -> list[User]:
    """Whom `message` names, its author left out: naming oneself tells nobody. No query without an @ in it."""
    if _SIGN not in message.body:
        return []
    people = colleagues()
    if message.author_id is not None:
        people = people.exclude(pk=message.author_id)
    return named(message.body, people)


def unseen(user: User) -> QuerySet[Mention]:
    """What names `user` on tickets in sight and was not read yet, the latest first (index mention_unseen)."""
    return Mention.objects.filter(person=user, seen_at__isnull=True)


def count_unseen(user: User) -> int:
    """How many tickets wait for `user` because a colleague named them there: one query."""
    return unseen(user).order_by().values("message__ticket").distinct().count()


def waits_for(user: User) -> Q:
    """The tickets on which a note that `user` has not read names them, as a filter of tickets."""
    return Q(pk__in=unseen(user).order_by().values("message__ticket"))


def on_ticket(ticket: Ticket, reader: User) -> list[Mention]:
    """What names `reader` on `ticket` and was not read yet, the oldest first, with its words: one query."""
    return list(unseen(reader).filter(message__ticket=ticket).select_related("message").order_by("at", "id"))

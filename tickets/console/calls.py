"""Why a ticket calls its reader: a colleague named them, a reminder's hour has come, they follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Value
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import mentions
from tickets.models import Follower, PersonalReminder, Ticket


def reasons(tickets: Sequence[Ticket], user: User, now: datetime) -> dict[int, list[str]]:
    """What calls `user` to each of `tickets`, by its key; one query."""
    keys = [ticket.pk for ticket in tickets]
    found: dict[int, list[str]] = defaultdict(list)
    named = mentions.unseen(user).filter(message__ticket__in=keys).order_by()
    due = PersonalReminder.objects.filter(person=user, ticket__in=keys, done_at__isnull=True, at__lte=now)
    followed = Follower.objects.filter(person=user, ticket__in=keys).order_by()
    rows = named.values_list("message__ticket", Value("named"), "message__author_name").union(
        due.order_by().values_list("ticket", Value("due"), "words"),
        followed.values_list("ticket", Value("followed"), Value("")),
    )
    for pk, what, words in sorted(rows):
        found[pk].append(_said(what, words))
    return found


def _said(what: str, words: str) -> str:
    if what == "named":
        return _("%s vous a cité") % words
    if what == "followed":
        return _("vous le suivez")
    return _("rappel\u00a0: %s") % words if words else _("rappel demandé")

"""Why a ticket calls its reader: a colleague named them, a reminder's hour has come, they follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from tickets import mentions
from tickets.models import Follower, PersonalReminder, Ticket


def reasons(tickets: Sequence[Ticket], user: User, now: datetime) -> dict[int, list[str]]:
    """What calls `user` to each of `tickets`, by its key; three queries."""
    keys = [ticket.pk for ticket in tickets]
    found: dict[int, list[str]] = defaultdict(list)
    named = mentions.unseen(user).filter(message__ticket__in=keys).order_by("at")
    for pk, name in named.values_list("message__ticket", "message__author_name"):
        found[pk].append(_("%s vous a cité") % name)
    due = PersonalReminder.objects.filter(person=user, ticket__in=keys, done_at__isnull=True, at__lte=now)
    for pk, words in due.values_list("ticket", "words"):
        found[pk].append(_("rappel\u00a0: %s") % words if words else _("rappel demandé"))
    for pk in Follower.objects.filter(person=user, ticket__in=keys).values_list("ticket", flat=True):
        found[pk].append(_("vous le suivez"))
    return found

"""Whom the centre asks for an opinion by mail, and when (CH-V.2). docs/rules/following.md has the rule."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from accounts.models import User
from outbound_mail import failing
from sla.models import working_time_of
from tickets import permissions
from tickets.actions.judging import OPENED
from tickets.models import OpinionAsked, Satisfaction, Ticket
from tickets.permissions import Action
from tickets.visibility import TicketQuerySet

# Working time since the end: what comes back at once is no end, and nobody is asked in the middle of the night (CH-I).
AFTER = timedelta(hours=4)
# Nobody is asked, nor was heard, more often.
APART = timedelta(days=14)
# Later, the question is forgotten: there would be little time left to answer it.
FORGOTTEN = timedelta(days=10)


def ended_lately(at: datetime) -> TicketQuerySet:
    """The tickets that may be asked about at `at`, the first ended first, with whom to ask as `asked_person`.

    Answered, not merged, not opened against the charter, without an opinion, never asked about; nobody who was asked or
    heard within `APART`. Found by the index of states and of since when they hold.
    """
    lately = at - APART
    # Who passed a request on is whom the centre worked for (CH-II.2).
    person = Coalesce(F("escalated_by"), F("requester"))
    asked = OpinionAsked.objects.filter(person=OuterRef("asked_person"), asked_at__gt=lately)
    heard = Satisfaction.objects.filter(given_by=OuterRef("asked_person"), given_at__gt=lately)
    found = Ticket.objects.filter(
        status__in=Ticket.ENDED,
        waiting_since__gt=at - FORGOTTEN,
        waiting_since__lte=at - AFTER,
        first_response_at__isnull=False,
        merged_into=None,
        waived=False,
        satisfaction=None,
        opinion_asked=None,
    )
    named = found.exclude(requester=None, escalated_by=None).annotate(asked_person=person)
    return named.filter(~Exists(asked), ~Exists(heard)).order_by("waiting_since", "pk")


def is_due(ticket: Ticket, at: datetime) -> bool:
    """Whether `ticket`, one of `ended_lately`, is asked about at `at`: the centre open, and long enough at work since.

    A request that was refused or sent to its reseller got no service to judge.
    """
    if ticket.verdict.outcome not in OPENED:
        return False
    hours = working_time_of(ticket.calendar_version_id)
    return hours.is_open(at) and hours.between(ticket.waiting_since, at) >= AFTER


def may_be_asked(person: User, ticket: Ticket, at: datetime) -> bool:
    """Asked again under the lock of `person`: is theirs to judge, is reached by mail, was left in peace."""
    if not person.is_reached or not permissions.may(person, Action.RATE, ticket):
        return False
    if failing.among([person.email]).exists():
        return False
    lately = at - APART
    asked = OpinionAsked.objects.filter(person=person, asked_at__gt=lately)
    heard = Satisfaction.objects.filter(given_by=person, given_at__gt=lately)
    return not asked.exists() and not heard.exists()

"""Asking for an opinion by mail what the rule of tickets/opinions/asking.py says is due (CH-V.2).

Run as often as you like, by several workers, killed anywhere: the mail and the row that says it was asked are one
transaction, under the lock of the person who is asked.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from tickets.models import OpinionAsked, Ticket
from tickets.opinions import asking, mails


def ask_due(at: datetime) -> int:
    """Ask about what is due at `at`; return about how many tickets."""
    due = [ticket for ticket in asking.ended_lately(at).iterator() if asking.is_due(ticket, at)]
    return sum(_ask(ticket, at) for ticket in due)


@transaction.atomic
def _ask(ticket: Ticket, at: datetime) -> bool:
    """Whom another worker holds is left to it; who was asked about another ticket meanwhile is left in peace."""
    people = User.objects.select_related("organisation").select_for_update(of=("self",), skip_locked=True)
    person = people.filter(pk=vars(ticket)["asked_person"]).first()
    still = asking.ended_lately(at).filter(pk=ticket.pk).exists()
    if person is None or not still or not asking.may_be_asked(person, ticket, at):
        return False
    OpinionAsked.objects.create(ticket=ticket, person=person, asked_at=at)
    mails.question(ticket, person, at)
    return True

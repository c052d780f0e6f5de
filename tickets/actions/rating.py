"""The customer says how content it is with what the centre did (CH-V.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import permissions, ratings
from tickets.actions.writing import NotPossible, lock, record, refuse_merged
from tickets.models import Event, Satisfaction, Ticket
from tickets.opinions import mails
from tickets.permissions import Action

# Who changes a bad opinion again and again is on the board with the last words; the leads have one mail for so long.
TOLD_AGAIN = timedelta(hours=1)
_UNHANDLED = {"handled_by": None, "handled_at": None, "handled_words": ""}


@transaction.atomic
def rate(ticket: Ticket, mark: int, comment: str = "", *, actor: User, at: datetime) -> Satisfaction:
    """Give a mark, 1 to 3, or change it; the same one twice changes nothing. A bad one is told to the leads, and waits
    for somebody to take care of it (handling_opinions.py), with new words anew.

    Raises `NotPossible` when the ticket is not ended, when it was merged, or once `ratings.OPEN_FOR` has passed.
    """
    permissions.require(actor, Action.RATE, ticket)
    locked = lock(ticket)
    refuse_merged(locked)
    if not locked.is_ended:
        raise NotPossible(_("Votre avis se donne quand l’incident est résolu ou clos."))
    if not ratings.is_open(locked, at):
        raise NotPossible(_("Un avis se donne dans les 14\u00a0jours qui suivent la fin de l’incident."))
    row = Satisfaction.objects.filter(ticket=locked).first()
    if row is not None and (row.mark, row.comment) == (mark, comment):
        return row
    before = row.mark if row is not None else None
    is_told = mark == Satisfaction.Mark.BAD and not _is_known(locked, row, at)
    given = {"mark": mark, "comment": comment, "given_by": actor, "given_at": at}
    row, _is_new = Satisfaction.objects.update_or_create(ticket=locked, defaults={**given, **_UNHANDLED})
    data = {"before": before, "mark": mark, "comment": comment}
    record(locked, Event.Kind.RATED, actor=actor, at=at, data=data)
    if is_told:
        mails.unhappy(row, at)
    return row


def _is_known(ticket: Ticket, row: Satisfaction | None, at: datetime) -> bool:
    """Whether the leads were told lately that this customer is unhappy, and nobody took care of it since."""
    if row is None or row.handled_at is not None:
        return False
    lately = ticket.events.filter(kind=Event.Kind.RATED, at__gt=at - TOLD_AGAIN)
    return lately.filter(data__mark=Satisfaction.Mark.BAD).exists()

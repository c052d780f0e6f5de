"""An unhappy opinion is taken care of by a lead, who says what was done (CH-V.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import permissions
from tickets.actions.writing import NotPossible, one_line
from tickets.models import Satisfaction
from tickets.permissions import Action


@transaction.atomic
def handle(opinion: Satisfaction, words: str, *, actor: User, at: datetime) -> Satisfaction:
    """Note what was done about `opinion`; the row keeps who, when and the words, the first of two who do it at once.

    Raises `NotPossible` without words, and when the customer has changed its mind since: there is nothing to mend.
    """
    permissions.require(actor, Action.HANDLE_OPINION, opinion.ticket)
    done = one_line(words)
    if not done:
        raise NotPossible(_("Dites en quelques mots ce qui a été fait."))
    row = Satisfaction.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if row.mark != Satisfaction.Mark.BAD:
        raise NotPossible(_("Ce client a changé d’avis depuis\u00a0: il n’y a plus rien à traiter."))
    if row.handled_at is None:
        row.handled_by, row.handled_at, row.handled_words = actor, at, done
        row.save(update_fields=["handled_by", "handled_at", "handled_words"])
    return row

"""The reseller as first level (CH-II.2): which requests are for it, and who of it reads them.

All its people do, members as well as managers: whoever is at hand answers, and no request waits for a manager who is
away.
"""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from contracts.decision import Reason, Verdict
from tickets.models import Ticket


def is_for_reseller(ticket: Ticket) -> bool:
    """Whether the charter sends `ticket` to its reseller and the centre has not opened it, by a waiver or otherwise."""
    sent = ticket.verdict.reason is Reason.CONTACT_YOUR_RESELLER and ticket.reseller_id is not None
    return sent and ticket.status in Ticket.UNPROMISED


def people(ticket: Ticket) -> QuerySet[User]:
    """The people of the ticket's reseller whose accounts are open; none without a reseller."""
    active = User.objects.people().filter(organisation__isnull=False)
    return active.filter(organisation=ticket.reseller_id).select_related("organisation")


def somebody_is_there(verdict: Verdict) -> bool:
    """Whether the reseller that `verdict` names has anybody who would read the request."""
    if verdict.contract is None:
        return False
    return User.objects.people().filter(organisation__contracts_bought=verdict.contract.id).exists()

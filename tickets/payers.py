"""Who pays for PS work on a ticket, and who is asked for the agreement (CH-IV.2, CH-PS).

The charter lets a reseller take PS "for itself or for its end customer": either of the two may pay.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts.models import Organisation, User
from accounts.telling import managers_or_all
from tickets.models import Estimate, Status, Ticket


def of_ticket(ticket: Ticket) -> list[Organisation]:
    """Who may pay: the requester's organisation, then the ticket's reseller; both see the ticket. Never the centre."""
    both = dict.fromkeys((ticket.organisation, ticket.reseller))
    return [payer for payer in both if payer is not None and payer.kind != Organisation.Kind.CENTRE]


def balances(payers: list[Organisation]) -> dict[int, int]:
    """The minutes that each may still commit, by id: one query, none where the accounts were read with them."""
    prefetch_related_objects(payers, "credit_account")
    accounts = {payer.pk: getattr(payer, "credit_account", None) for payer in payers}
    return {key: account.balance_minutes if account is not None else 0 for key, account in accounts.items()}


def likely(payers: list[Organisation], held: Mapping[int, int]) -> Organisation:
    """The first that has credit, by their balances, else the first of all."""
    return next((payer for payer in payers if held[payer.pk] > 0), payers[0])


def asked(ticket: Ticket, payer: Organisation) -> list[User]:
    """Who is written to for the agreement of `payer`: who asked if they are of it, else its managers, else everybody.

    All its people may decide (tickets/permissions.py).
    """
    who_asked = dict.fromkeys((ticket.escalated_by, ticket.requester))
    own = [each for each in who_asked if each and each.is_reached and each.organisation_id == payer.pk]
    if own:
        return own
    return managers_or_all(User.objects.people().filter(organisation=payer).select_related("organisation"))


def decision_of(user: User) -> Q:
    """The tickets on which an estimate waits for the decision of this person's organisation."""
    return Q(status=Status.WAITING_CUSTOMER, pk__in=_pending().filter(payer=user.organisation_id))


def decision_of_others(user: User) -> Q:
    """Those on which it waits for another's."""
    return Q(status=Status.WAITING_CUSTOMER, pk__in=_pending().exclude(payer=user.organisation_id))


def _pending() -> QuerySet[Estimate, int]:
    return Estimate.objects.filter(decision=Estimate.Decision.PENDING).values_list("ticket", flat=True)

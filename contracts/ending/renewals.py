"""Asking that a contract goes on: by one click of its customers, to whoever sells it, handled by sales.

One request for one end: a contract that is prolonged may be asked for again when its new end comes near.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.ending import contract_mails, contract_people
from contracts.in_turn import InTurn
from contracts.models import Contract, RenewalRequest
from contracts.sentences import short_date
from sla.wording import PARIS


class RenewalNotPossible(Exception):
    """The renewal cannot be asked for on that day; the message says why."""


def may_be_asked(contract: Contract, day: date) -> bool:
    """Whether a renewal of `contract` makes sense on `day`: it has begun, however long ago it ended."""
    return contract.starts_on <= day


@transaction.atomic
def request(contract: Contract, *, by: User, at: datetime) -> tuple[RenewalRequest, bool]:
    """Ask for the renewal of `contract`; the request, and whether this one made it: the first for its end stands.

    An end customer's salesperson is their reseller, whose managers are told beside the centre's sales (CH-II.2).
    `PermissionDenied` for people of neither; `RenewalNotPossible` before its start.
    """
    contract = Contract.objects.select_for_update(no_key=True).get(pk=contract.pk)
    if not by.is_customer or by.organisation_id not in {contract.reseller_id, contract.end_customer_id}:
        raise PermissionDenied
    if not may_be_asked(contract, at.astimezone(PARIS).date()):
        raise RenewalNotPossible(_("Ce contrat ne se renouvelle pas ici\u00a0: contactez votre commercial."))
    asked, is_new = RenewalRequest.objects.get_or_create(
        contract=contract, ends_on=contract.ends_on, defaults={"requested_by": by, "requested_at": at}
    )
    if is_new:
        contract_mails.renewal_requested(asked, _told(asked), at)
    return asked, is_new


def _told(asked: RenewalRequest) -> list[User]:
    """The sales contact or all of sales; the managers of the reseller too when it was not the reseller that asked."""
    contract = asked.contract
    contact = contract_people.contact(contract)
    sellers = [contact] if contact is not None else contract_people.all_sales()
    if asked.requested_by.is_reseller:
        return sellers
    return sellers + contract_people.of_resellers([contract.reseller_id])[contract.reseller_id]


def handle(asked: RenewalRequest, *, by: User, at: datetime) -> RenewalRequest:
    """Mark a request as handled; one that is already stays as it was."""
    waiting = RenewalRequest.objects.filter(pk=asked.pk, handled_at__isnull=True)
    waiting.update(handled_by=by, handled_at=at)
    return RenewalRequest.objects.get(pk=asked.pk)


def asked_for(contract: Contract) -> RenewalRequest | None:
    """The request made for the end that `contract` has now; expects `renewal_requests` to be prefetched in a list."""
    requests = contract.renewal_requests.all()
    return next((asked for asked in requests if asked.ends_on == contract.ends_on), None)


def said(asked: RenewalRequest, reader: User) -> str:
    """That it was asked for, by whom and when, in the active language."""
    day = short_date(asked.requested_at.astimezone(PARIS).date())
    if asked.requested_by_id == reader.pk:
        return _("Renouvellement demandé par vous le %s") % day
    return _("Renouvellement demandé le %(day)s par %(person)s") % {"day": day, "person": asked.requested_by}


def requests() -> InTurn[RenewalRequest]:
    """All requests: those to handle, the oldest first, then the handled ones, the latest asked first."""
    rows = RenewalRequest.objects.select_related(
        "contract__level",
        "contract__reseller",
        "contract__end_customer",
        "contract__sales_contact",
        "requested_by__organisation",
        "handled_by",
    )
    waiting = rows.filter(handled_at__isnull=True).order_by("requested_at", "id")
    return InTurn(waiting, rows.filter(handled_at__isnull=False).order_by("-id"))


def to_handle() -> QuerySet[RenewalRequest]:
    """The requests that wait for sales."""
    return RenewalRequest.objects.filter(handled_at__isnull=True)

"""Notices before a contract ends: which is due, to whom, once.

What was told is a row beside the mail, written in the same transaction: run as often as you like, killed anywhere, each
notice is sent once. After downtime the most urgent one alone is sent; the days it names are those left when it leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from contracts.ending import contract_mails, contract_people
from contracts.ending.lifetime import NOTICE_DAYS
from contracts.models import Contract, ContractLine, ContractNotice
from sla.models import latest_version, working_time
from sla.wording import PARIS


@dataclass(frozen=True, slots=True)
class Ending:
    """A contract that ends in `left` days, and how many devices nothing covers from the day after."""

    contract: Contract
    days_before: int
    left: timedelta
    devices: int

    @property
    def is_urgent(self) -> bool:
        """The last notice: none follows it."""
        return self.days_before == min(NOTICE_DAYS)


def is_time(at: datetime) -> bool:
    """Whether a round may be made: the centre is open, so that somebody answers, and none was sent on that day."""
    if not working_time(latest_version()).is_open(at):
        return False
    last = ContractNotice.objects.order_by("-pk").first()
    return last is None or last.sent_at.astimezone(PARIS).date() < at.astimezone(PARIS).date()


@transaction.atomic
def tell(at: datetime) -> int:
    """Send the notices that are due on the day of `at` in Paris, one mail a person; return how many contracts end."""
    today = at.astimezone(PARIS).date()
    endings = _due(today)
    for person, theirs in _people(endings).items():
        contract_mails.ending(person, theirs, at)
    ContractNotice.objects.bulk_create(
        ContractNotice(
            contract=ending.contract,
            ends_on=ending.contract.ends_on,
            days_before=ending.days_before,
            sent_at=at,
        )
        for ending in endings
    )
    return len(endings)


def urgency(contract: Contract, today: date) -> int | None:
    """The notice that `today` calls for, in days before the end; None outside all of them."""
    left = (contract.ends_on - today).days
    return min((days for days in NOTICE_DAYS if 0 <= left <= days), default=None)


def left_uncovered() -> QuerySet[ContractLine]:
    """The lines at whose contract's end a device is left that no contract of the same reseller covers the day after."""
    reaches_the_end = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=F("contract__ends_on"))
    others = ContractLine.objects.filter(
        device=OuterRef("device"),
        reseller=OuterRef("reseller"),
        covered__contains=OuterRef("covered__endswith"),
    )
    return ContractLine.objects.filter(reaches_the_end, covered__isempty=False).exclude(Exists(others))


def _due(today: date) -> list[Ending]:
    """The contracts to tell of, next to end first, locked until the end of the transaction."""
    contracts = Contract.objects.filter(
        starts_on__lte=today, ends_on__range=(today, today + timedelta(days=max(NOTICE_DAYS)))
    ).select_related("level", "reseller", "end_customer", "sales_contact__organisation")
    # What another worker holds is left to it; what it has told meanwhile is read after the lock.
    locked = list(
        contracts.order_by("ends_on", "number").select_for_update(of=("self",), no_key=True, skip_locked=True)
    )
    sent = set(
        ContractNotice.objects.filter(contract__in=locked).values_list("contract", "ends_on", "days_before")
    )
    left = dict(
        left_uncovered()
        .filter(contract__in=locked)
        .values_list("contract")
        .annotate(devices=Count("device", distinct=True))
    )
    return [
        Ending(contract, days_before, contract.ends_on - today, left[contract.pk])
        for contract in locked
        if (days_before := urgency(contract, today)) is not None
        and (contract.pk, contract.ends_on, days_before) not in sent
        and contract.pk in left
    ]


def _people(endings: Sequence[Ending]) -> dict[User, list[Ending]]:
    """Who is told of what, in three queries at most."""
    managers = contract_people.of_resellers({ending.contract.reseller_id for ending in endings})
    everybody_selling = contract_people.all_sales() if endings else []
    people: dict[User, list[Ending]] = {}
    for ending in endings:
        contact = contract_people.contact(ending.contract)
        sellers = [contact] if contact is not None else everybody_selling
        for person in (*managers[ending.contract.reseller_id], *sellers):
            people.setdefault(person, []).append(ending)
    return people

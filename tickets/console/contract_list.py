"""The contracts as the centre reads them: what, for whom, until when, on which devices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from contracts.coverage import contracts_in_sight
from contracts.models import Contract, ContractLine, normalise_serial

PAGE_SIZE = 25
DEVICES_SHOWN = 3
# A contract is said to end soon this long before its last day: the time a renewal takes.
ENDS_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Line:
    """One contract; `tone` is "ok", "soon" or "late", beside the words of `state`."""

    contract: Contract
    state: str
    tone: str
    devices: tuple[ContractLine, ...]
    more: int


def contracts_of(organisation: Organisation, words: str, today: date) -> QuerySet[Contract]:
    """The contracts that `organisation` knows of and that hold `words`: the next to end first, the ended ones last."""
    contracts = Contract.objects.filter(contracts_in_sight(organisation))
    contracts = contracts.alias(ended=Q(ends_on__lt=today)).order_by("ended", "ends_on", "number")
    lines = ContractLine.objects.select_related("device__product").order_by("device__serial")
    contracts = contracts.select_related("level", "reseller", "end_customer", "sales_contact")
    return _holding(contracts, words).prefetch_related(Prefetch("lines", lines))


def lines(contracts: Iterable[Contract], today: date) -> list[Line]:
    """One line a contract; `today` is the day in Paris (CH-0)."""
    return [_line(contract, today) for contract in contracts]


def _holding(contracts: QuerySet[Contract], words: str) -> QuerySet[Contract]:
    if not words:
        return contracts
    devices = ContractLine.objects.filter(
        Q(device__serial__icontains=normalise_serial(words)) | Q(device__product__name__icontains=words),
        contract=OuterRef("pk"),
    )
    return contracts.filter(
        Q(number__icontains=words)
        | Q(reseller__name__icontains=words)
        | Q(end_customer__name__icontains=words)
        | Q(Exists(devices))
    )


def _line(contract: Contract, today: date) -> Line:
    devices = tuple(line for line in contract.lines.all() if line.withdrawn_on is None)
    state, tone = _state(contract, today)
    return Line(contract, state, tone, devices[:DEVICES_SHOWN], max(0, len(devices) - DEVICES_SHOWN))


def _state(contract: Contract, today: date) -> tuple[str, str]:
    """Whether it holds on `today`, both ends included (CH-0)."""
    if today < contract.starts_on:
        return _("à venir"), ""
    left = contract.ends_on - today
    if left < timedelta(0):
        return _("terminé"), "late"
    if not left:
        return _("finit aujourd’hui"), "soon"
    if left <= ENDS_SOON:
        return ngettext("finit dans %d\u00a0jour", "finit dans %d\u00a0jours", left.days) % left.days, "soon"
    return _("en cours"), "ok"

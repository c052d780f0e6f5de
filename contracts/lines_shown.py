"""The devices of contracts, as lists show them: a few of each, and how many more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, prefetch_related_objects

from contracts.finding import not_withdrawn
from contracts.models import Contract, ContractLine

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Devices:
    """The first lines of a contract by serial, and the number of the others."""

    shown: tuple[ContractLine, ...]
    more: int


def devices_of(contracts: Sequence[Contract], today: date) -> dict[int, Devices]:
    """What each contract covers, by its key: two queries, however many devices a contract has.

    Lines withdrawn by `today`, a day in Paris, are left out.
    """
    lines = ContractLine.objects.filter(not_withdrawn(today))
    counts = dict(
        lines.filter(contract__in=contracts).values_list("contract").annotate(lines=Count("pk")).order_by()
    )
    first = lines.select_related("device__product").order_by("device__serial")[:SHOWN]
    prefetch_related_objects(contracts, Prefetch("lines", first, to_attr="first_lines"))
    return {contract.pk: _devices(contract, counts.get(contract.pk, 0)) for contract in contracts}


def _devices(contract: Contract, count: int) -> Devices:
    shown = tuple(getattr(contract, "first_lines", ()))
    return Devices(shown, count - len(shown))

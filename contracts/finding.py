"""The contracts and devices that somebody may know of, in order, found by what is written on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation
from contracts.coverage import contracts_in_sight, lines_in_sight
from contracts.in_turn import InTurn
from contracts.models import Contract, Device, Product, normalise_serial


def contracts_of(organisation: Organisation, words: str, today: date) -> InTurn[Contract]:
    """The contracts in sight of `organisation` that hold `words`: the next to end first, the ended ones last.

    `words` are a part of a number, of a customer's name, of a serial or of a product's name; `today` is a day in Paris.
    """
    contracts = in_sight(organisation)
    if words:
        contracts = contracts.filter(pk__in=_holding(words))
    return InTurn(
        contracts.filter(ends_on__gte=today).order_by("ends_on", "number"),
        contracts.filter(ends_on__lt=today).order_by("-ends_on", "number"),
    )


def in_sight(organisation: Organisation) -> QuerySet[Contract]:
    """The contracts that `organisation` may know of, with whom they name."""
    contracts = Contract.objects.filter(contracts_in_sight(organisation))
    return contracts.select_related("level", "reseller", "end_customer", "sales_contact")


def devices_in_sight(organisation: Organisation) -> QuerySet[Device]:
    """The devices under a contract that `organisation` may know of, ended ones included; serials begin as theirs."""
    lines = lines_in_sight(organisation)
    devices = Device.objects.filter(pk__in=lines.values("device"))
    return devices.select_related("product__vendor").order_by("serial")


def not_withdrawn(today: date) -> Q:
    """The filter of the lines that were not taken out of their contract by `today`."""
    return Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=today)


def _holding(words: str) -> QuerySet[Contract, Any]:
    """The keys of the contracts that hold `words`: each part by its own trigram index, hence a union and no "or"."""
    named = Organisation.objects.filter(name__holds=words).values("pk")
    products = Product.objects.filter(name__holds=words).values("pk")
    serials = Device.objects.filter(serial__contains=normalise_serial(words)).values("pk")
    devices = serials.union(Device.objects.filter(product__in=products).values("pk"))
    keys = Contract.objects.order_by().values("pk")
    return keys.filter(number__holds=words).union(
        keys.filter(reseller__in=named),
        keys.filter(end_customer__in=named),
        keys.filter(lines__device__in=devices),
    )

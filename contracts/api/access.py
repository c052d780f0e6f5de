"""What an address of the API names: something in sight of whoever asks, else 404, as for the pages.

Who acts for nobody has nothing in sight.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Organisation, User
from contracts import finding
from contracts.models import Contract, CreditAccount, Device, normalise_serial
from contracts.time_credit import holders


def devices(person: User) -> QuerySet[Device]:
    """The devices that `person` may know of."""
    if person.organisation is None:
        return Device.objects.none()
    return finding.devices_in_sight(person.organisation)


def device(person: User, serial: str) -> Device:
    """The device of `serial`, however it is written. Raises Http404."""
    _require_text(serial)
    return get_object_or_404(devices(person), serial=normalise_serial(serial))


def contracts(person: User) -> QuerySet[Contract]:
    """The contracts that `person` may know of."""
    if person.organisation is None:
        return Contract.objects.none()
    return finding.in_sight(person.organisation)


def contract(person: User, number: str) -> Contract:
    """The contract `number`. Raises Http404."""
    _require_text(number)
    return get_object_or_404(contracts(person), number=number)


def holder(person: User, key: int) -> Organisation:
    """The organisation with this key, if `person` may read its PS credit (CH-PS). Raises Http404."""
    return get_object_or_404(_holders(person), pk=key)


def credits_(person: User) -> QuerySet[CreditAccount]:
    """The PS credits that `person` may read: those that were ever bought."""
    accounts = CreditAccount.objects.filter(organisation__in=_holders(person))
    return accounts.select_related("organisation")


def _holders(person: User) -> QuerySet[Organisation]:
    if person.organisation is None:
        return Organisation.objects.none()
    return holders.in_sight(person.organisation)


def _require_text(named: str) -> None:
    """Nothing is named by what no database keeps."""
    if "\x00" in named:
        raise Http404

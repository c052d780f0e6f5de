"""The PS time credit (CH-PS): prepaid hours in an append-only ledger whose balance never goes below zero."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from contracts.models import CreditAccount, CreditEntry

# CH-PS: packs of 1, 5, 10 or 20 hours, in minutes.
PACKS = (60, 300, 600, 1200)


class NotEnoughCredit(Exception):
    """The ledger holds less than what was asked for; the message says how much is left."""


def balance(organisation: Organisation) -> int:
    """Minutes that `organisation` may still commit: bought, less what is reserved or spent."""
    account = CreditAccount.objects.filter(organisation=organisation).only("balance_minutes").first()
    return account.balance_minutes if account is not None else 0


def buy(
    organisation: Organisation, minutes: int, *, by: User | None, at: datetime, reference: str
) -> CreditEntry:
    """Add a pack of 60, 300, 600 or 1200 minutes; any other size is a `ValueError` (CH-PS)."""
    if minutes not in PACKS:
        raise ValueError(_("Un crédit-temps s’achète par 1, 5, 10 ou 20 heures."))
    return _write(organisation, CreditEntry.Kind.PURCHASE, minutes, by=by, at=at, reference=reference)


def reserve(
    organisation: Organisation, minutes: int, *, by: User, at: datetime, reference: str
) -> CreditEntry:
    """Set `minutes` aside for an approved estimate; `NotEnoughCredit` when the balance does not hold them."""
    return _write(organisation, CreditEntry.Kind.RESERVATION, -minutes, by=by, at=at, reference=reference)


def release(
    organisation: Organisation, minutes: int, *, by: User, at: datetime, reference: str
) -> CreditEntry:
    """Give back `minutes` that were reserved and not spent."""
    return _write(organisation, CreditEntry.Kind.RELEASE, minutes, by=by, at=at, reference=reference)


def debit(organisation: Organisation, minutes: int, *, by: User, at: datetime, reference: str) -> CreditEntry:
    """Take `minutes` of work done; `NotEnoughCredit` when the balance does not hold them."""
    return _write(organisation, CreditEntry.Kind.DEBIT, -minutes, by=by, at=at, reference=reference)


@transaction.atomic
def _write(
    organisation: Organisation, kind: str, signed: int, *, by: User | None, at: datetime, reference: str
) -> CreditEntry:
    if signed == 0 or (signed > 0) != (kind in CreditEntry.ADDING):
        raise ValueError(_("Une durée est un nombre de minutes positif."))
    CreditAccount.objects.get_or_create(organisation=organisation)
    account = CreditAccount.objects.select_for_update().get(organisation=organisation)
    if account.balance_minutes + signed < 0:
        raise NotEnoughCredit(
            _("Il reste %(left)d min de crédit-temps, %(asked)d min sont nécessaires.")
            % {"left": account.balance_minutes, "asked": -signed}
        )
    CreditAccount.objects.filter(pk=account.pk).update(balance_minutes=models.F("balance_minutes") + signed)
    return CreditEntry.objects.create(
        account=account, kind=kind, minutes=signed, by=by, at=at, reference=reference
    )

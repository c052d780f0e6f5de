"""The PS time credit (CH-PS): prepaid hours in an append-only ledger whose balance never goes below zero.

All amounts are minutes, all instants aware. Whoever writes holds the account's row: writers queue, none overdraws, and
an entry is never dated before the one it follows.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from contracts.models import CreditAccount, CreditEntry
from contracts.sentences import hours
from contracts.time_credit import credit_alert, packs, rounding


class NotEnoughCredit(Exception):
    """The ledger holds less than what was asked for; the message says how much is left."""


def balance(organisation: Organisation) -> int:
    """Minutes that `organisation` may still commit: bought, less what is reserved or spent."""
    account = CreditAccount.objects.filter(organisation=organisation).only("balance_minutes").first()
    return account.balance_minutes if account is not None else 0


def left_of(reservation: CreditEntry) -> int:
    """Minutes of a reservation that were neither spent nor given back."""
    settled = reservation.settlements.aggregate(reserved=models.Sum("reserved"))["reserved"] or 0
    return reservation.reserved + int(settled)


def buy(
    organisation: Organisation, minutes: int, *, by: User | None, at: datetime, reference: str
) -> CreditEntry:
    """Add a pack of 60, 300, 600 or 1200 minutes; any other size is a `ValueError` (CH-PS)."""
    if minutes not in packs.PACKS:
        raise ValueError(packs.refusal())
    return _write(organisation, CreditEntry.Kind.PURCHASE, minutes=minutes, by=by, at=at, reference=reference)


def reserve(
    organisation: Organisation, minutes: int, *, by: User, at: datetime, reference: str
) -> CreditEntry:
    """Set `minutes` aside for an approved estimate; `NotEnoughCredit` when the balance does not hold them."""
    rounding.positive(minutes)
    return _write(
        organisation,
        CreditEntry.Kind.RESERVATION,
        minutes=-minutes,
        reserved=minutes,
        by=by,
        at=at,
        reference=reference,
    )


def release(reservation: CreditEntry, *, by: User | None, at: datetime) -> CreditEntry | None:
    """Give back what is left of a reservation; None when nothing is, so that twice changes nothing."""
    with transaction.atomic():
        account = CreditAccount.objects.select_for_update().get(pk=reservation.account_id)
        left = left_of(reservation)
        if not left:
            return None
        return _write(
            account.organisation,
            CreditEntry.Kind.RELEASE,
            minutes=left,
            reserved=-left,
            reservation=reservation,
            by=by,
            at=at,
            reference=reservation.reference,
        )


def debit(organisation: Organisation, minutes: int, *, by: User, at: datetime, reference: str) -> CreditEntry:
    """Take `minutes` of work done from the balance; `NotEnoughCredit` when it does not hold them."""
    rounding.positive(minutes)
    return _write(organisation, CreditEntry.Kind.DEBIT, minutes=-minutes, by=by, at=at, reference=reference)


def spend(reservation: CreditEntry, minutes: int, *, by: User, at: datetime, reference: str) -> CreditEntry:
    """Take `minutes` of work done from what was reserved for it; `NotEnoughCredit` beyond what was approved."""
    rounding.positive(minutes)
    with transaction.atomic():
        account = CreditAccount.objects.select_for_update().get(pk=reservation.account_id)
        left = left_of(reservation)
        if minutes > left:
            raise NotEnoughCredit(
                _("L’estimation approuvée laisse %(left)s\u00a0: il en faut %(asked)s.")
                % {"left": hours(left), "asked": hours(minutes)}
            )
        return _write(
            account.organisation,
            CreditEntry.Kind.DEBIT,
            minutes=0,
            reserved=-minutes,
            reservation=reservation,
            by=by,
            at=at,
            reference=reference,
        )


def correct(organisation: Organisation, minutes: int, *, by: User, at: datetime, reason: str) -> CreditEntry:
    """Set an error right by adding or, below zero, taking `minutes`, for a reason; `ValueError` without either."""
    if not minutes or not reason.strip():
        raise ValueError(_("Une correction demande une durée et une raison."))
    return _write(
        organisation, CreditEntry.Kind.CORRECTION, minutes=minutes, by=by, at=at, reference=reason.strip()
    )


def lock(organisation: Organisation) -> CreditAccount:
    """The account of `organisation`, new if need be, held until the transaction ends."""
    CreditAccount.objects.get_or_create(organisation=organisation)
    return CreditAccount.objects.select_for_update().get(organisation=organisation)


@transaction.atomic
def _write(
    organisation: Organisation,
    kind: CreditEntry.Kind,
    *,
    minutes: int,
    by: User | None,
    at: datetime,
    reference: str,
    reserved: int = 0,
    reservation: CreditEntry | None = None,
) -> CreditEntry:
    account = lock(organisation)
    if account.balance_minutes + minutes < 0:
        raise NotEnoughCredit(
            _("Il reste %(left)s de crédit-temps\u00a0: il en faut %(asked)s.")
            % {"left": hours(account.balance_minutes), "asked": hours(-minutes)}
        )
    account.balance_minutes += minutes
    account.reserved_minutes += reserved
    if kind == CreditEntry.Kind.PURCHASE:
        account.full_minutes, account.low_told_at = account.balance_minutes, None
    account.save()
    # Who waited for the lock may have begun before who held it.
    last = account.entries.first()
    entry = CreditEntry.objects.create(
        account=account,
        kind=kind,
        minutes=minutes,
        reserved=reserved,
        reservation=reservation,
        by=by,
        at=max(at, last.at) if last is not None else at,
        reference=reference,
    )
    if minutes < 0:
        credit_alert.tell_if_low(account, at)
    return entry

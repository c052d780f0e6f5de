"""The PS time credits as the centre finds them (CH-PS): whose, how much is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import Organisation
from contracts.models import CreditAccount
from contracts.time_credit import credit_alert
from contracts.time_credit.holders import holders
from contracts.time_credit.statement import Standing

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation; `standing` is None when it never bought."""

    organisation: Organisation
    standing: Standing | None


def found(words: str) -> QuerySet[Organisation]:
    """The customers of that name or code, in the order of their names; without words, those who have a ledger."""
    if words:
        rows = holders().filter(Q(name__holds=words) | Q(erp_code__iexact=words))
    else:
        rows = holders().filter(credit_account__isnull=False)
    return rows.select_related("credit_account").order_by(Lower("name"), "kind")


def lines(organisations: Iterable[Organisation]) -> list[Line]:
    """One line an organisation; expects the accounts to be selected."""
    return [Line(each, _standing(getattr(each, "credit_account", None))) for each in organisations]


def _standing(account: CreditAccount | None) -> Standing | None:
    """What the row of the account alone says."""
    if account is None:
        return None
    return Standing(
        left=account.balance_minutes,
        reserved=account.reserved_minutes,
        full=account.full_minutes,
        is_low=credit_alert.is_low(account),
    )

"""What sales enters into a ledger (CH-PS): purchases and corrections, each once however often its form is sent.

`after` is the last entry that the ledger showed beside the form (0: none). The same thing written since by the same
person is that form's own doing: found under the account's lock, it is answered instead of written again.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from contracts import credit
from contracts.models import CreditEntry
from contracts.sentences import hours, short_date
from sla.wording import PARIS

Kind = CreditEntry.Kind


class OrderKnown(Exception):
    """The order was credited before; the message says when, by whom and with how much."""


@transaction.atomic
def enter_purchase(
    organisation: Organisation, minutes: int, *, by: User, at: datetime, order: str, after: int
) -> tuple[CreditEntry, bool]:
    """Credit an order of the ERP, once; the entry, and whether this call wrote it.

    `ValueError` for a size that is no pack, `OrderKnown` when the organisation was credited for `order` before.
    """
    account = credit.lock(organisation)
    purchases = account.entries.filter(kind=Kind.PURCHASE, reference__iexact=order)
    known = purchases.select_related("by").first()
    if known is None:
        return credit.buy(organisation, minutes, by=by, at=at, reference=order), True
    if (known.by_id, known.minutes) == (by.pk, minutes) and known.pk > after:
        return known, False
    raise OrderKnown(_order_known(known))


@transaction.atomic
def enter_correction(
    organisation: Organisation, minutes: int, *, by: User, at: datetime, reason: str, after: int
) -> tuple[CreditEntry, bool]:
    """Correct a ledger, once; the entry, and whether this call wrote it.

    `ValueError` without a duration or a reason, `credit.NotEnoughCredit` for more than is left.
    """
    account = credit.lock(organisation)
    twins = account.entries.filter(
        kind=Kind.CORRECTION, minutes=minutes, reference=reason.strip(), by=by, pk__gt=after
    )
    written = twins.first()
    if written is not None:
        return written, False
    return credit.correct(organisation, minutes, by=by, at=at, reason=reason), True


def _order_known(known: CreditEntry) -> str:
    return _("%(order)s est déjà enregistrée\u00a0: %(hours)s le %(day)s, par %(person)s.") % {
        "order": known.reference,
        "hours": hours(known.minutes),
        "day": short_date(known.at.astimezone(PARIS).date()),
        "person": known.by or _("le CST"),
    }

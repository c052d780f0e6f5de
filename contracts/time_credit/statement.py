"""The statement of a PS time credit (CH-PS): where it stands, and each entry with what was left after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation
from contracts.models import CreditAccount, CreditEntry
from contracts.period import Period
from contracts.sentences import hours, short_date
from contracts.time_credit import credit_alert

PAGE_SIZE = 25
# How many rows of an export are in memory at once.
CHUNK = 500

Kind = CreditEntry.Kind


def in_words(period: Period) -> str:
    """« du 13/10/2025 au 13/10/2026 », in the active language."""
    if period.since is not None and period.until is not None:
        days = {"since": short_date(period.since), "until": short_date(period.until)}
        return _("du %(since)s au %(until)s") % days
    if period.since is not None:
        return _("depuis le %s") % short_date(period.since)
    if period.until is not None:
        return _("jusqu’au %s") % short_date(period.until)
    return _("depuis le premier achat")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a credit stands, in minutes: left + reserved + spent = bought + corrected."""

    left: int = 0
    reserved: int = 0
    bought: int = 0
    spent: int = 0
    corrected: int = 0
    full: int = 0
    is_low: bool = False

    @property
    def percent(self) -> int:
        """What is left of what there was after the last purchase, from 0 to 100."""
        return min(100, self.left * 100 // self.full) if self.full else 0

    @property
    def left_text(self) -> str:
        return some_hours(self.left)

    @property
    def full_text(self) -> str:
        return some_hours(self.full)

    @property
    def reserved_text(self) -> str:
        return some_hours(self.reserved)

    @property
    def bought_text(self) -> str:
        return some_hours(self.bought)

    @property
    def spent_text(self) -> str:
        return some_hours(self.spent)

    @property
    def corrected_text(self) -> str:
        """« +1h30 », « −0h30 »; empty when nothing was corrected."""
        return signed(self.corrected)

    @property
    def is_empty(self) -> bool:
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `left` and `reserved` are the minutes after it."""

    entry: CreditEntry
    left: int
    reserved: int

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def kind(self) -> str:
        """The code of the entry's kind, for its sign in the list."""
        return self.entry.kind

    @property
    def text(self) -> str:
        """What the entry is, in the active language; work on what was reserved is told apart."""
        if self.entry.kind == Kind.DEBIT and self.entry.reserved:
            return _("débit sur réservation")
        return str(Kind(self.entry.kind).label)

    @property
    def reference(self) -> str:
        return self.entry.reference

    @property
    def by(self) -> str:
        return self.entry.by.full_name if self.entry.by is not None else ""

    @property
    def change(self) -> int:
        """Signed minutes: what it does to the balance; for work on what was reserved, to what is set aside."""
        return self.entry.minutes or self.entry.reserved

    @property
    def change_text(self) -> str:
        return signed(self.change)

    @property
    def left_text(self) -> str:
        return some_hours(self.left)

    @property
    def reserved_text(self) -> str:
        return hours(self.reserved) if self.reserved else ""


def some_hours(minutes: int) -> str:
    """6h30, 0h45, 0h: none is told as hours."""
    return hours(minutes) if minutes else pgettext("durée", "%(hours)sh") % {"hours": 0}


def signed(minutes: int) -> str:
    """+10h, −3h30; empty for nothing."""
    if not minutes:
        return ""
    words = pgettext("durée", "+%s") if minutes > 0 else pgettext("durée", "−%s")
    return words % hours(abs(minutes))


def account_of(organisation: Organisation) -> CreditAccount | None:
    """The account of `organisation`; None when it never bought."""
    return CreditAccount.objects.filter(organisation=organisation).select_related("organisation").first()


def standing(account: CreditAccount) -> Standing:
    """Where `account` stands: one query."""
    spent = Sum("minutes", filter=Q(kind=Kind.DEBIT), default=0) + Sum(
        "reserved", filter=Q(kind=Kind.DEBIT), default=0
    )
    sums = account.entries.aggregate(
        bought=Sum("minutes", filter=Q(kind=Kind.PURCHASE), default=0),
        corrected=Sum("minutes", filter=Q(kind=Kind.CORRECTION), default=0),
        spent=spent,
    )
    return Standing(
        left=account.balance_minutes,
        reserved=account.reserved_minutes,
        bought=sums["bought"],
        spent=-sums["spent"],
        corrected=sums["corrected"],
        full=account.full_minutes,
        is_low=credit_alert.is_low(account),
    )


def entries(account: CreditAccount, period: Period) -> QuerySet[CreditEntry]:
    """The entries of `account` in `period`, the latest first."""
    return period.of(account.entries.select_related("by")).order_by("-at", "-id")


def lines(rows: Sequence[CreditEntry]) -> list[Line]:
    """The rows of one page, the latest first, with what was left after each: one query."""
    if not rows:
        return []
    left, reserved = _after(rows[0])
    told = []
    for entry in rows:
        told.append(Line(entry, left, reserved))
        left, reserved = left - entry.minutes, reserved - entry.reserved
    return told


def in_order(account: CreditAccount, period: Period) -> Iterator[Line]:
    """Every entry in `period`, the oldest first, read as it is told."""
    rows = entries(account, period).reverse()
    first = rows.first()
    if first is None:
        return
    left, reserved = _after(first)
    left, reserved = left - first.minutes, reserved - first.reserved
    yield from _running(rows.iterator(chunk_size=CHUNK), left, reserved)


def _running(rows: Iterable[CreditEntry], left: int, reserved: int) -> Iterator[Line]:
    for entry in rows:
        left, reserved = left + entry.minutes, reserved + entry.reserved
        yield Line(entry, left, reserved)


def _after(entry: CreditEntry) -> tuple[int, int]:
    """Minutes left and reserved after `entry`."""
    until = CreditEntry.objects.filter(account=entry.account_id).filter(
        Q(at__lt=entry.at) | Q(at=entry.at, pk__lte=entry.pk)
    )
    sums = until.aggregate(left=Sum("minutes"), reserved=Sum("reserved"))
    return sums["left"], sums["reserved"]

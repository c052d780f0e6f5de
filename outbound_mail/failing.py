"""Addresses that our mail comes back from: what a report does to one, and what says that it works again.

Only a report about a mail of ours counts, and only against the address that this mail went to. Were the address that
a report names believed, anybody could silence anybody; our Message-IDs are random, and known to who got the mail.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from outbound_mail.models import FailingAddress, OutgoingMail
from sla.remembering import put, take

WHY_LENGTH = 500


@transaction.atomic
def returned(
    address: str, *, permanent: bool, status: str, why: str, at: datetime, message_id: str = ""
) -> FailingAddress | None:
    """A mail to `address` did not arrive: for good, or not yet; return what is known of the address since.

    `message_id` names the mail, in angle brackets: the same report about it, told again, changes nothing, and nor does
    one about a mail that left before the address was known to work again. None when nothing is held against `address`.
    `status` is x.y.z (RFC 3463) or empty; `at` is when the report came.
    """
    address, why = address.strip().lower(), " ".join(why.split())[:WHY_LENGTH]
    if message_id and not _mark(message_id, address, permanent, why, at):
        return FailingAddress.objects.filter(address=address).first()
    known = FailingAddress.objects.select_for_update().filter(address=address).first()
    if known is None:
        # Two reports at once: the second waits for the first one's row, then counts on it.
        fresh = {"permanent": permanent, "status": status[:20], "why": why, "first_at": at, "last_at": at}
        row, is_new = FailingAddress.objects.get_or_create(address=address, defaults=fresh)
        if is_new:
            return row
        known = FailingAddress.objects.select_for_update().get(pk=row.pk)
    if known.cleared_at is not None:
        if message_id and _left_before(message_id, known.cleared_at):
            return known
        known.cleared_at, known.cleared_by_id = None, None
        known.first_at, known.times, known.permanent = at, 0, False
    if permanent or not known.permanent:  # a delay says nothing new of an address that is known not to exist
        known.permanent, known.status, known.why = permanent, status[:20], why
    known.times, known.last_at = known.times + 1, max(at, known.last_at)
    known.save()
    return known


def cleared(address: str, by: AbstractBaseUser | None, at: datetime) -> bool:
    """`address` works, as `by` says, or as a mail shows that came from it at `at` (None); whether that was news.

    What came before the last report proves nothing.
    """
    open_ones = FailingAddress.objects.filter(address=address.strip().lower(), cleared_at__isnull=True)
    changed = open_ones.filter(last_at__lte=at).update(cleared_at=at, cleared_by_id=by.pk if by else None)
    return changed > 0


def cleared_by_mail(address: str, at: datetime) -> None:
    """A mail came from `address` at `at`: it works."""
    if take(("failing", address), lambda: True):
        cleared(address, None, at)


def fetch_ahead(addresses: Iterable[str]) -> None:
    """Read, in one query, which of these addresses (lower case) are in trouble, for the mails of this run."""
    wanted = set(addresses)
    troubled = FailingAddress.objects.filter(address__in=wanted, cleared_at__isnull=True)
    marked = set(troubled.values_list("address", flat=True))
    for address in wanted:
        put(("failing", address), address in marked)


def is_failing(address: str) -> bool:
    """Whether mail to `address` is known not to arrive: nothing automatic is sent there."""
    return among([address]).exists()


def among(addresses: Iterable[str]) -> QuerySet[FailingAddress]:
    """Those of `addresses` that mail does not reach, for good; one query."""
    wanted = {address.strip().lower() for address in addresses}
    return FailingAddress.objects.filter(address__in=wanted, permanent=True, cleared_at__isnull=True)


def _mark(message_id: str, address: str, permanent: bool, why: str, at: datetime) -> bool:
    """Write on the mail that it came back; False when it is not ours, not to `address`, or said so already."""
    mail = OutgoingMail.objects.select_for_update().filter(message_id=message_id, to__iexact=address).first()
    if mail is None or (mail.returned_at is not None and (mail.returned_for_good or not permanent)):
        return False
    mail.returned_at, mail.returned_for_good, mail.returned_why = at, permanent, why
    mail.save(update_fields=["returned_at", "returned_for_good", "returned_why"])
    return True


def _left_before(message_id: str, moment: datetime) -> bool:
    return OutgoingMail.objects.filter(message_id=message_id, created_at__lt=moment).exists()

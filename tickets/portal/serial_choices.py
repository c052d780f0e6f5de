"""What the serial field proposes while somebody types into it: devices in sight, with what tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation, User
from contracts import coverage, decision
from contracts.models import Device, Product, normalise_serial
from contracts.search import FEWEST_SIGNS, NO_ACCIDENT
from sla.wording import PARIS

SHOWN = 8
# Up to so many lines in sight, one asks among them; beyond, serials are walked in order until enough are in sight.
FEW = 2000
# No manufacturer's serial is shorter: below, somebody is still typing.
SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One serial to choose; `about` is its product, its site and whose it is, in words."""

    serial: str
    about: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What answers `words`, at most `SHOWN`; `more`: there are others."""

    words: str
    rows: tuple[Choice, ...] = ()
    more: bool = False

    @property
    def said(self) -> str:
        """What is read aloud when the answer arrives; empty when nothing is proposed."""
        if not self.rows:
            return ""
        if self.more:
            return _("Plus de %d matériels\u00a0: continuez à taper.") % len(self.rows)
        return ngettext("%d matériel proposé", "%d matériels proposés", len(self.rows)) % len(self.rows)


def choices(user: User, words: str, at: datetime) -> Choices:
    """What to propose for `words` at `at`: serials that begin so, then those that hold them, then such products.

    Nothing for a serial that stands there whole. Five queries at most (docs/performance.md).
    """
    if user.organisation is None:
        return Choices(words)
    serial = normalise_serial(words)
    found = _found(_in_sight(user.organisation), serial, words)
    if [device.serial for device in found] == [serial]:
        return Choices(words)
    rows = _in_words(found[:SHOWN], user.organisation, at)
    return Choices(words, rows, more=len(found) > SHOWN)


def is_half_typed(user: User, words: str) -> bool:
    """Whether `words`, still being typed, are no serial yet: too few signs, or the beginning of one in sight."""
    serial = normalise_serial(words)
    if user.organisation is None or not serial:
        return False
    if len(serial) < SHORTEST:
        return True
    known = _in_sight(user.organisation)
    return known.filter(serial__startswith=serial).exists() and not known.filter(serial=serial).exists()


def _in_sight(organisation: Organisation) -> QuerySet[Device]:
    """What `devices.in_sight` gives, asked so that the first few of very many are found without sorting them all."""
    lines = coverage.lines_in_sight(organisation)
    held = list(lines.values_list("device", flat=True)[: FEW + 1])
    if len(held) <= FEW:
        return Device.objects.filter(pk__in=held).select_related("product")
    one = lines.filter(device=OuterRef("pk")).values("pk")[:1]
    return Device.objects.alias(line=Subquery(one)).filter(line__isnull=False).select_related("product")


def _found(known: QuerySet[Device], serial: str, words: str) -> list[Device]:
    """One more than is shown, when there are others."""
    beginning = list(known.filter(serial__startswith=serial).order_by("serial")[: SHOWN + 1])
    is_enough = len(beginning) > SHOWN or (beginning and len(serial) >= NO_ACCIDENT)
    if is_enough or len(serial) < FEWEST_SIGNS:
        return beginning
    products = list(Product.objects.filter(name__holds=words).values_list("pk", flat=True))
    others = known.filter(Q(serial__contains=serial) | Q(product__in=products))
    # Unsorted: of a fragment that very many hold, whichever come first.
    first = others.exclude(serial__startswith=serial).order_by()[: SHOWN + 1 - len(beginning)]
    return [*beginning, *sorted(first, key=lambda device: device.serial)]


def _in_words(found: Sequence[Device], reader: Organisation, at: datetime) -> tuple[Choice, ...]:
    if not found:
        return ()
    day = at.astimezone(PARIS).date()
    contracts = coverage.contracts_over(reader, found)
    rows = []
    for device in found:
        contract = decision.best_contract(contracts[device.pk], day)
        holder = contract.end_customer if contract is not None else ""
        whose = "" if holder == reader.name else holder
        about = " · ".join(part for part in (device.product.name, device.site, whose) if part)
        rows.append(Choice(device.serial, about))
    return tuple(rows)

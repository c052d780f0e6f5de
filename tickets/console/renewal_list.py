"""The renewals that customers asked for, as sales works through them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from contracts.ending.lifetime import Lifetime, lifetime
from contracts.models import RenewalRequest
from contracts.sentences import short_date

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One request; `prolonged` says that the contract has another end since it was made."""

    asked: RenewalRequest
    state: Lifetime
    prolonged: str


def lines(requests: Iterable[RenewalRequest], today: date) -> list[Line]:
    """One line a request; `today` is the day in Paris (CH-0)."""
    return [Line(asked, lifetime(asked.contract, today), _prolonged(asked)) for asked in requests]


def _prolonged(asked: RenewalRequest) -> str:
    if asked.contract.ends_on <= asked.ends_on:
        return ""
    return _("prolongé jusqu’au %s") % short_date(asked.contract.ends_on)

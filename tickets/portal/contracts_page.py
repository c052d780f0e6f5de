"""The contracts as their customers read them: what, for whom, until when, on which devices, and whether it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import finding, level_offers
from contracts.ending import renewals
from contracts.ending.lifetime import Lifetime, lifetime
from contracts.in_turn import InTurn
from contracts.level_offers import Offer
from contracts.lines_shown import Devices, devices_of
from contracts.models import Contract, ContractLine
from contracts.sentences import short_date
from sla.wording import PARIS

PAGE_SIZE = 15


@dataclass(frozen=True, slots=True)
class Renewal:
    """Where the renewal of a contract stands: `asked` says who asked for it, `may_ask` that one may."""

    asked: str
    may_ask: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One contract, with what its level gives."""

    contract: Contract
    holder: str
    state: Lifetime
    offer: Offer
    renewal: Renewal


@dataclass(frozen=True, slots=True)
class Card:
    """The same in a list, with some of its devices."""

    line: Line
    devices: Devices


@dataclass(frozen=True, slots=True)
class CoveredLine:
    """One device of a contract; `state` is empty when it is covered from the first to the last day."""

    line: ContractLine
    state: str
    is_over: bool


def contracts_of(user: User, words: str, now: datetime) -> InTurn[Contract]:
    """The contracts in sight of `user`, a customer, that hold `words`: the next to end first, the ended ones last."""
    assert user.organisation is not None
    return finding.contracts_of(user.organisation, words, _day(now))


def in_sight(user: User) -> QuerySet[Contract]:
    """Every contract that `user`, a customer, may know of."""
    assert user.organisation is not None
    return finding.in_sight(user.organisation)


def cards(contracts: Sequence[Contract], user: User, now: datetime) -> list[Card]:
    """One card a contract, in a fixed number of queries."""
    devices = devices_of(contracts, _day(now))
    shown = lines(contracts, level_offers.offers(), user, now)
    return [Card(line, devices[line.contract.pk]) for line in shown]


def lines(
    contracts: Sequence[Contract], offers: Mapping[str, Offer], user: User, now: datetime
) -> list[Line]:
    """What is to say of each contract to `user`; `offers` are those of all levels."""
    day = _day(now)
    prefetch_related_objects(contracts, "renewal_requests__requested_by")
    return [
        Line(
            contract=contract,
            holder=str(contract.end_customer or contract.reseller),
            state=lifetime(contract, day),
            offer=offers[contract.level_id],
            renewal=_renewal(contract, user, day),
        )
        for contract in contracts
    ]


def _renewal(contract: Contract, user: User, day: date) -> Renewal:
    asked = renewals.asked_for(contract)
    if asked is not None:
        return Renewal(renewals.said(asked, user), may_ask=False)
    return Renewal("", renewals.may_be_asked(contract, day))


def devices(contract: Contract) -> QuerySet[ContractLine]:
    """The lines of `contract`, those that were withdrawn after the others."""
    rows = contract.lines.select_related("device__product")
    return rows.order_by(F("withdrawn_on").desc(nulls_first=True), "device__serial", "pk")


def covered_lines(rows: Sequence[ContractLine], contract: Contract, now: datetime) -> list[CoveredLine]:
    """Each line with the days that it does not share with its contract, said on the day of `now` in Paris."""
    return [_covered(row, contract, _day(now)) for row in rows]


def _covered(row: ContractLine, contract: Contract, day: date) -> CoveredLine:
    if row.withdrawn_on is not None:
        said = _("retiré le %s") if row.withdrawn_on <= day else _("couvert jusqu’à la veille du %s")
        return CoveredLine(row, said % short_date(row.withdrawn_on), row.withdrawn_on <= day)
    if row.covered_from is not None and row.covered_from > contract.starts_on:
        return CoveredLine(row, _("couvert depuis le %s") % short_date(row.covered_from), is_over=False)
    return CoveredLine(row, "", is_over=False)


def _day(now: datetime) -> date:
    return now.astimezone(PARIS).date()

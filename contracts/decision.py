"""The coverage verdict, decided: the facts of one request in, one of four answers out, with its reason and rules.

Pure. `CLAUSES` are the questions that the charter asks, in the order in which it would be read: who asks, what is
bought, what the product is, what the level opens; the first that applies answers. docs/rules/coverage.md is written
from them (contracts/decision_tables.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from contracts.models import Channel
from contracts.versions import is_older


class Kind(StrEnum):
    """What is asked for."""

    INCIDENT = "incident"
    ASSISTANCE = "assistance"
    REMOTE_SESSION = "remote_session"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    Kind.INCIDENT: _("Incident"),
    Kind.ASSISTANCE: _("Assistance à l’installation ou à la configuration"),
    Kind.REMOTE_SESSION: _("Session à distance"),
}


class Outcome(StrEnum):
    """The four answers."""

    ACCEPTED = "accepted"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    TO_CHECK = "to_check"


class Reason(StrEnum):
    """Why; a stable code beside every sentence (contracts/sentences.py)."""

    COVERED = "covered"
    CHANNEL_NOT_INCLUDED = "channel_not_included"
    CONTACT_YOUR_RESELLER = "contact_your_reseller"
    NO_PS_CREDIT = "no_ps_credit"
    CONTRACT_EXPIRED = "contract_expired"
    CONTRACT_NOT_STARTED = "contract_not_started"
    PRODUCT_NOT_IN_CATALOGUE = "product_not_in_catalogue"
    PRODUCT_END_OF_SUPPORT = "product_end_of_support"
    VERSION_NOT_SUPPORTED = "version_not_supported"
    REMOTE_SESSION_NEEDS_PREMIUM = "remote_session_needs_premium"
    PRODUCT_UNKNOWN = "product_unknown"
    PRODUCT_TO_IDENTIFY = "product_to_identify"
    REQUESTER_UNKNOWN = "requester_unknown"


OUTCOMES = {
    Reason.COVERED: Outcome.ACCEPTED,
    Reason.CHANNEL_NOT_INCLUDED: Outcome.REDIRECTED,
    Reason.CONTACT_YOUR_RESELLER: Outcome.REDIRECTED,
    Reason.NO_PS_CREDIT: Outcome.REDIRECTED,
    Reason.CONTRACT_EXPIRED: Outcome.REFUSED,
    Reason.CONTRACT_NOT_STARTED: Outcome.REFUSED,
    Reason.PRODUCT_NOT_IN_CATALOGUE: Outcome.REFUSED,
    Reason.PRODUCT_END_OF_SUPPORT: Outcome.REFUSED,
    Reason.VERSION_NOT_SUPPORTED: Outcome.REFUSED,
    Reason.REMOTE_SESSION_NEEDS_PREMIUM: Outcome.REFUSED,
    Reason.PRODUCT_UNKNOWN: Outcome.TO_CHECK,
    Reason.PRODUCT_TO_IDENTIFY: Outcome.TO_CHECK,
    Reason.REQUESTER_UNKNOWN: Outcome.TO_CHECK,
}

# The rules that each refusal or redirection rests on; what `covered` rests on depends on who asks for what.
RULES = {
    Reason.CHANNEL_NOT_INCLUDED: ("CH-III.1",),
    Reason.CONTACT_YOUR_RESELLER: ("CH-II.2",),
    Reason.NO_PS_CREDIT: ("CH-IV.2", "CH-PS"),
    Reason.CONTRACT_EXPIRED: ("CH-0",),
    Reason.CONTRACT_NOT_STARTED: ("CH-0",),
    Reason.PRODUCT_NOT_IN_CATALOGUE: ("CH-IV.1",),
    Reason.PRODUCT_END_OF_SUPPORT: ("CH-IV.1",),
    Reason.VERSION_NOT_SUPPORTED: ("CH-IV.1",),
    Reason.REMOTE_SESSION_NEEDS_PREMIUM: ("CH-III.3",),
    Reason.PRODUCT_UNKNOWN: ("CH-0", "CH-IV.1"),
    Reason.PRODUCT_TO_IDENTIFY: ("CH-0", "CH-III.2"),
    Reason.REQUESTER_UNKNOWN: ("CH-II.1", "CH-II.2"),
}


class RequesterKind(StrEnum):
    """Who asks, as the charter sees them."""

    UNKNOWN = "unknown"
    RESELLER = "reseller"
    END_CUSTOMER = "end_customer"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What the catalogue says of a device on the day of the request."""

    serial: str
    product: str
    in_catalogue: bool
    end_of_support: date | None
    installed_version: str
    oldest_supported_version: str


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """One contract over a device, from its first to its last covered day: a line may be shorter than its contract."""

    id: int
    number: str
    level: str
    level_name: str
    rank: int
    channels: tuple[str, ...]
    open_to_end_customers: bool
    remote_sessions: bool
    starts_on: date
    ends_on: date
    reseller: str
    end_customer: str
    # The device left the contract before its end: the contract itself may go on.
    withdrawn: bool = False

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the verdict depends on. `device` is None when unknown or out of the requester's sight.

    `escalated`: a reseller passes its end customer's request on to the centre (CH-II.2).
    """

    requester: RequesterKind
    kind: Kind
    channel: Channel
    serial: str
    device: DeviceFacts | None
    contract: ContractFacts | None
    day: date
    credit_minutes: int = 0
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, frozen: it is stored with the ticket, and no later contract edit rewrites it.

    `provisional_level` is the level an unqualified request runs on, so that nothing is late because it
    waited for qualification; it is never told to the requester. `credit_minutes`: PS credit left.
    """

    reason: Reason
    rules: tuple[str, ...]
    requester: RequesterKind
    kind: Kind
    channel: Channel
    day: date
    serial: str = ""
    device: DeviceFacts | None = None
    contract: ContractFacts | None = None
    credit_minutes: int = 0
    provisional_level: str = ""

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES[self.reason]

    @property
    def is_accepted(self) -> bool:
        return self.outcome is Outcome.ACCEPTED

    @property
    def is_escalated(self) -> bool:
        """Whether it is covered because a reseller passes its end customer's request on (CH-II.2)."""
        return self.is_accepted and self.requester is RequesterKind.RESELLER and "CH-II.2" in self.rules

    @property
    def level(self) -> str | None:
        """The level the request is handled at; None for PS, which is independent of levels (CH-PS)."""
        if self.contract is None or self.kind is Kind.ASSISTANCE:
            return None
        return self.contract.level


@dataclass(frozen=True, slots=True)
class Clause:
    """One question of the charter: when it `applies`, `reason` is the answer. `asks` and `when` are for the reader."""

    asks: str
    when: str
    reason: Reason
    applies: Callable[[Facts], bool]


def _contract(facts: Facts) -> ContractFacts:
    assert facts.contract is not None  # PRODUCT_UNKNOWN answered before
    return facts.contract


def _device(facts: Facts) -> DeviceFacts:
    assert facts.device is not None  # PRODUCT_UNKNOWN answered before
    return facts.device


CLAUSES: tuple[Clause, ...] = (
    Clause(
        "who",
        "the address is no active person's",
        Reason.REQUESTER_UNKNOWN,
        lambda facts: facts.requester is RequesterKind.UNKNOWN,
    ),
    Clause(  # CH-PS: independent of products and of their level
        "kind",
        "assistance, the requester's organisation has PS credit",
        Reason.COVERED,
        lambda facts: facts.kind is Kind.ASSISTANCE and facts.credit_minutes > 0,
    ),
    Clause(
        "kind", "assistance, no PS credit", Reason.NO_PS_CREDIT, lambda facts: facts.kind is Kind.ASSISTANCE
    ),
    Clause("product", "no serial given", Reason.PRODUCT_TO_IDENTIFY, lambda facts: not facts.serial),
    Clause(
        "product",
        "no device in the requester's sight bears the serial",
        Reason.PRODUCT_UNKNOWN,
        lambda facts: facts.device is None or facts.contract is None,
    ),
    Clause(  # CH-0
        "contract",
        "the day is before its start",
        Reason.CONTRACT_NOT_STARTED,
        lambda facts: facts.day < _contract(facts).starts_on,
    ),
    Clause(  # CH-0
        "contract",
        "the day is after its end",
        Reason.CONTRACT_EXPIRED,
        lambda facts: facts.day > _contract(facts).ends_on,
    ),
    Clause(  # CH-II.2
        "level",
        "an end customer, and the level is not open to end customers",
        Reason.CONTACT_YOUR_RESELLER,
        lambda facts: (
            facts.requester is RequesterKind.END_CUSTOMER and not _contract(facts).open_to_end_customers
        ),
    ),
    Clause(  # CH-IV.1
        "product",
        "not in the catalogue",
        Reason.PRODUCT_NOT_IN_CATALOGUE,
        lambda facts: not _device(facts).in_catalogue,
    ),
    Clause(  # CH-IV.1
        "product",
        "the manufacturer's support has ended",
        Reason.PRODUCT_END_OF_SUPPORT,
        lambda facts: (ends := _device(facts).end_of_support) is not None and ends < facts.day,
    ),
    Clause(  # CH-IV.1
        "product",
        "the installed version is under the oldest supported one",
        Reason.VERSION_NOT_SUPPORTED,
        lambda facts: is_older(_device(facts).installed_version, _device(facts).oldest_supported_version),
    ),
    Clause(  # CH-III.3
        "level",
        "a remote session, and the level has none",
        Reason.REMOTE_SESSION_NEEDS_PREMIUM,
        lambda facts: facts.kind is Kind.REMOTE_SESSION and not _contract(facts).remote_sessions,
    ),
    Clause(  # CH-III.1; an escalation is opened by CH-II.2 itself, which names no channel
        "channel",
        "the level does not open this channel, and no reseller escalates",
        Reason.CHANNEL_NOT_INCLUDED,
        lambda facts: not facts.escalated and facts.channel not in _contract(facts).channels,
    ),
    Clause("", "none of the above", Reason.COVERED, lambda facts: True),
)


def decide(facts: Facts) -> Verdict:
    """Apply the charter to the facts. Pure."""
    reason = next(clause.reason for clause in CLAUSES if clause.applies(facts))
    return Verdict(
        reason=reason,
        rules=covered_rules(facts) if reason is Reason.COVERED else RULES[reason],
        requester=facts.requester,
        kind=facts.kind,
        channel=facts.channel,
        day=facts.day,
        serial=facts.serial,
        device=facts.device,
        contract=facts.contract,
        credit_minutes=facts.credit_minutes,
    )


def covered_rules(facts: Facts) -> tuple[str, ...]:
    """The rules that open a covered request: who may ask, by what channel, for what."""
    if facts.kind is Kind.ASSISTANCE:
        return ("CH-IV.2", "CH-PS")
    access = "CH-II.2" if facts.requester is RequesterKind.END_CUSTOMER or facts.escalated else "CH-II.1"
    channel = () if facts.escalated else ("CH-III.1",)
    session = ("CH-III.3",) if facts.kind is Kind.REMOTE_SESSION else ()
    return (access, *channel, *session)


def best_contract(contracts: Sequence[ContractFacts], day: date) -> ContractFacts | None:
    """The contract that answers for a device on `day`: the best valid level, ties by the latest end.

    With none valid, the next one to start if any, else the last one to have ended. Pure.
    """
    valid = [contract for contract in contracts if contract.covers(day)]
    if valid:
        return min(valid, key=lambda each: (each.rank, -each.ends_on.toordinal(), each.number))
    coming = [contract for contract in contracts if contract.starts_on > day]
    if coming:
        return min(coming, key=lambda each: (each.starts_on, each.rank, each.number))
    return max(contracts, key=lambda each: (each.ends_on, each.number), default=None)

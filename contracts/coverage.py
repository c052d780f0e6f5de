"""The coverage verdict: may this person ask this, for this product, by this channel, and why.

`verdict()` gathers the facts (three queries at most) and `decide()`, pure, applies the charter to them in the
order in which the charter itself would be read: who asks, what is bought, what the product is, what the level
opens. docs/rules/coverage.md holds the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from contracts import credit
from contracts.models import Channel, ContractLine, Device, SupportLevel, normalise_serial
from contracts.versions import is_older
from sla.wording import PARIS


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
    """One contract over a device; `ends_on` is its last covered day, a withdrawn line counted."""

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

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the verdict depends on. `device` is None when unknown or out of the requester's sight."""

    requester: RequesterKind
    kind: Kind
    channel: Channel
    serial: str
    device: DeviceFacts | None
    contract: ContractFacts | None
    day: date
    credit_minutes: int = 0


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
    def level(self) -> str | None:
        """The level the request is handled at; None for PS, which is independent of levels (CH-PS)."""
        if self.contract is None or self.kind is Kind.ASSISTANCE:
            return None
        return self.contract.level


def decide(facts: Facts) -> Verdict:
    """Apply the charter to the facts. Pure."""
    reason = _reason(facts)
    return Verdict(
        reason=reason,
        rules=_covered_rules(facts) if reason is Reason.COVERED else RULES[reason],
        requester=facts.requester,
        kind=facts.kind,
        channel=facts.channel,
        day=facts.day,
        serial=facts.serial,
        device=facts.device,
        contract=facts.contract,
        credit_minutes=facts.credit_minutes,
    )


def _reason(facts: Facts) -> Reason:
    if facts.requester is RequesterKind.UNKNOWN:
        return Reason.REQUESTER_UNKNOWN
    if facts.kind is Kind.ASSISTANCE:  # CH-PS: independent of products and of their level
        return Reason.COVERED if facts.credit_minutes > 0 else Reason.NO_PS_CREDIT
    if not facts.serial:
        return Reason.PRODUCT_TO_IDENTIFY
    if facts.device is None or facts.contract is None:
        return Reason.PRODUCT_UNKNOWN
    return (
        _contract_refusal(facts.contract, facts)
        or _product_refusal(facts.device, facts.day)
        or _level_refusal(facts.contract, facts)
        or Reason.COVERED
    )


def _contract_refusal(contract: ContractFacts, facts: Facts) -> Reason | None:
    if facts.day < contract.starts_on:  # CH-0
        return Reason.CONTRACT_NOT_STARTED
    if facts.day > contract.ends_on:  # CH-0
        return Reason.CONTRACT_EXPIRED
    if facts.requester is RequesterKind.END_CUSTOMER and not contract.open_to_end_customers:  # CH-II.2
        return Reason.CONTACT_YOUR_RESELLER
    return None


def _product_refusal(device: DeviceFacts, day: date) -> Reason | None:
    """CH-IV.1: bought through EXER, in the catalogue, in a supported version."""
    if not device.in_catalogue:
        return Reason.PRODUCT_NOT_IN_CATALOGUE
    if device.end_of_support is not None and device.end_of_support < day:
        return Reason.PRODUCT_END_OF_SUPPORT
    if is_older(device.installed_version, device.oldest_supported_version):
        return Reason.VERSION_NOT_SUPPORTED
    return None


def _level_refusal(contract: ContractFacts, facts: Facts) -> Reason | None:
    if facts.kind is Kind.REMOTE_SESSION and not contract.remote_sessions:  # CH-III.3
        return Reason.REMOTE_SESSION_NEEDS_PREMIUM
    if facts.channel not in contract.channels:  # CH-III.1
        return Reason.CHANNEL_NOT_INCLUDED
    return None


def _covered_rules(facts: Facts) -> tuple[str, ...]:
    if facts.kind is Kind.ASSISTANCE:
        return ("CH-IV.2", "CH-PS")
    access = "CH-II.2" if facts.requester is RequesterKind.END_CUSTOMER else "CH-II.1"
    session = ("CH-III.3",) if facts.kind is Kind.REMOTE_SESSION else ()
    return (access, "CH-III.1", *session)


# --- Gathering the facts ------------------------------------------------------------------------------------


def verdict(requester: User | str, serial: str, channel: str, kind: str, at: datetime) -> Verdict:
    """The verdict on one request; three queries at most.

    `requester` is a person or the address that wrote; `serial` may be empty; `channel` is "mail", "web" or
    "phone"; `kind` is "incident", "assistance" or "remote_session"; `at` is an aware datetime, and the day
    that counts is the one in Paris (CH-0).
    """
    person = User.objects.by_address(requester) if isinstance(requester, str) else requester
    organisation = person.organisation if person is not None and person.is_active else None
    day = at.astimezone(PARIS).date()
    serial = normalise_serial(serial)
    lines = _lines_in_sight(organisation, serial)
    best = best_contract([contract_facts(line) for line in lines], day)
    payer = _payer(organisation, lines)
    facts = Facts(
        requester=requester_kind(organisation),
        kind=Kind(kind),
        channel=Channel(channel),
        serial=serial,
        device=device_facts(lines[0].device) if lines else None,
        contract=best,
        day=day,
        credit_minutes=credit.balance(payer) if kind == Kind.ASSISTANCE and payer is not None else 0,
    )
    answer = decide(facts)
    if answer.outcome is Outcome.TO_CHECK and organisation is not None:
        answer = replace(answer, provisional_level=_best_level_held(organisation, day))
    return answer


def requester_kind(organisation: Organisation | None) -> RequesterKind:
    """How the charter sees a person of `organisation`."""
    return RequesterKind(organisation.kind) if organisation is not None else RequesterKind.UNKNOWN


def contracts_in_sight(organisation: Organisation, prefix: str = "") -> Q:
    """The filter of the contracts that `organisation` may know of: its own, never another's.

    `prefix` is the path from the filtered model to Contract, such as "contract__".
    """
    match organisation.kind:
        case Organisation.Kind.CENTRE:
            return Q()
        case Organisation.Kind.RESELLER:
            return Q(**{f"{prefix}reseller": organisation})
        case Organisation.Kind.END_CUSTOMER:
            return Q(**{f"{prefix}end_customer": organisation})
    return Q(pk__in=[])


def _lines_in_sight(organisation: Organisation | None, serial: str) -> list[ContractLine]:
    if organisation is None or not serial:
        return []
    return list(
        ContractLine.objects.filter(contracts_in_sight(organisation, "contract__"), device__serial=serial)
        .select_related("device__product", "contract__level", "contract__reseller", "contract__end_customer")
        .order_by("pk")
    )


def _payer(organisation: Organisation | None, lines: Sequence[ContractLine]) -> Organisation | None:
    """Whose PS credit counts: the requester's; for the centre's own people, that of the device's reseller."""
    if organisation is not None and organisation.kind == Organisation.Kind.CENTRE:
        return lines[0].contract.reseller if lines else None
    return organisation


def _best_level_held(organisation: Organisation, day: date) -> str:
    """The code of the best level that `organisation` holds on `day`; empty without any, and for the centre."""
    if organisation.kind == Organisation.Kind.CENTRE:
        return ""
    in_force = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
    lines = ContractLine.objects.filter(
        contracts_in_sight(organisation, "contract__"),
        in_force,
        contract__starts_on__lte=day,
        contract__ends_on__gte=day,
    )
    level = SupportLevel.objects.filter(contract__lines__in=lines).order_by("rank").first()
    return level.code if level is not None else ""


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


def contract_facts(line: ContractLine) -> ContractFacts:
    """The facts of one contract line; expects contract, level, reseller and end customer to be selected."""
    contract, level = line.contract, line.contract.level
    return ContractFacts(
        id=contract.pk,
        number=contract.number,
        level=level.code,
        level_name=level.name,
        rank=level.rank,
        channels=tuple(level.channels),
        open_to_end_customers=level.open_to_end_customers,
        remote_sessions=level.remote_sessions,
        starts_on=contract.starts_on,
        ends_on=line.last_day,
        reseller=contract.reseller.name,
        end_customer=contract.end_customer.name if contract.end_customer else "",
    )


def device_facts(device: Device) -> DeviceFacts:
    """The facts of one device; expects its product to be selected."""
    return DeviceFacts(
        serial=device.serial,
        product=device.product.name,
        in_catalogue=device.product.in_catalogue,
        end_of_support=device.product.end_of_support,
        installed_version=device.installed_version,
        oldest_supported_version=device.product.oldest_supported_version,
    )

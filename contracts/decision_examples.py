"""Examples of what the verdict is drawn from, at the charter's two levels: for the tables of docs/rules/coverage.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from contracts.decision import ContractFacts, DeviceFacts, Facts, Kind, RequesterKind
from contracts.models import Channel

DAY = date(2026, 10, 13)

# The charter's two levels, as contracts/migrations/0002_charter_levels.py loads them (CH-II, CH-III).
PREMIUM = ContractFacts(
    id=1,
    number="EX-2024-0117",
    level="premium",
    level_name="Premium",
    rank=1,
    channels=("web", "mail", "phone"),
    open_to_end_customers=True,
    remote_sessions=True,
    starts_on=date(2024, 4, 1),
    ends_on=date(2027, 3, 31),
    reseller="Réseau Plus",
    end_customer="Clinique des Lilas",
)
STANDARD = replace(
    PREMIUM,
    id=2,
    number="EX-2025-0342",
    level="standard",
    level_name="Standard",
    rank=2,
    channels=("mail",),
    open_to_end_customers=False,
    remote_sessions=False,
)
DEVICE = DeviceFacts(
    serial="FG100F-0001",
    product="FortiGate 100F",
    in_catalogue=True,
    end_of_support=None,
    installed_version="7.4.3",
    oldest_supported_version="7.0",
)


def example(**changes: object) -> Facts:
    """A reseller's incident on a Premium device in force, by the portal, with 6 h 30 of credit; with some changes."""
    facts = Facts(
        requester=RequesterKind.RESELLER,
        kind=Kind.INCIDENT,
        channel=Channel.WEB,
        serial=DEVICE.serial,
        device=DEVICE,
        contract=PREMIUM,
        day=DAY,
        credit_minutes=390,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def examples() -> Iterator[Facts]:
    """Facts that meet each reason once, and `covered` in each of its ways."""
    yield example()
    yield example(kind=Kind.REMOTE_SESSION)
    yield example(kind=Kind.ASSISTANCE)
    yield example(escalated=True)
    yield example(contract=STANDARD)
    yield example(requester=RequesterKind.END_CUSTOMER, contract=STANDARD)
    yield example(kind=Kind.ASSISTANCE, credit_minutes=0)
    for state in ("ended", "to come", "out of the catalogue", "support ended", "version too old"):
        device, contract = product_in(state, PREMIUM)
        yield example(device=device, contract=contract)
    yield example(kind=Kind.REMOTE_SESSION, contract=STANDARD)
    yield example(device=None, contract=None)
    yield example(serial="", device=None, contract=None)
    yield example(requester=RequesterKind.UNKNOWN)


STATES = (
    "in force",
    "to today",
    "from today",
    "ended",
    "to come",
    "out of the catalogue",
    "support ended",
    "version too old",
)


def product_in(state: str, contract: ContractFacts) -> tuple[DeviceFacts, ContractFacts]:
    """A device in one of `STATES` and the contract over it, on the day of the examples."""
    eve, morrow = DAY - timedelta(days=1), DAY + timedelta(days=1)
    match state:
        case "to today":
            return DEVICE, replace(contract, ends_on=DAY)
        case "from today":
            return DEVICE, replace(contract, starts_on=DAY)
        case "ended":
            return DEVICE, replace(contract, ends_on=eve)
        case "to come":
            return DEVICE, replace(contract, starts_on=morrow)
        case "out of the catalogue":
            return replace(DEVICE, in_catalogue=False), contract
        case "support ended":
            return replace(DEVICE, end_of_support=eve), contract
        case "version too old":
            return replace(DEVICE, installed_version="6.4.14"), contract
    return DEVICE, contract

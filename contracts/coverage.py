"""The coverage verdict, asked: may this person ask this, for this product, by this channel, and why.

`verdict()` gathers the facts in three queries at most; contracts/decision.py applies the charter to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.models import Organisation, User
from contracts import credit
from contracts.decision import (
    ContractFacts,
    DeviceFacts,
    Facts,
    Kind,
    Outcome,
    RequesterKind,
    Verdict,
    best_contract,
    decide,
)
from contracts.models import Channel, Contract, ContractLine, Device, SupportLevel, normalise_serial
from sla import remembering
from sla.wording import PARIS

# Who asks: a person, the address that wrote, or an organisation whose caller has no account.
Requester = User | Organisation | str


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with the rows that it names, its contract's reseller selected; None where it names none."""

    verdict: Verdict
    device: Device | None
    contract: Contract | None


def verdict(
    requester: Requester, serial: str, channel: str, kind: str, at: datetime, *, escalated: bool = False
) -> Verdict:
    """The verdict on one request, as `judge` gives it."""
    return judge(requester, serial, channel, kind, at, escalated=escalated).verdict


def judge(
    requester: Requester, serial: str, channel: str, kind: str, at: datetime, *, escalated: bool = False
) -> Judged:
    """The verdict on one request; three queries at most.

    `requester` is a person, the address that wrote, or the organisation that a caller speaks for; `serial` may be
    empty; `channel` is "mail", "web" or "phone"; `kind` is "incident", "assistance" or "remote_session"; `at` is an
    aware datetime, and the day that counts is the one in Paris (CH-0). `escalated`: a reseller passes the request of
    its end customer on (CH-II.2).
    """
    organisation = _organisation_of(requester)
    day = at.astimezone(PARIS).date()
    serial = normalise_serial(serial)
    lines = _lines(organisation, serial)
    best = best_contract([contract_facts(line) for line in lines], day)
    payer = _payer(organisation, lines, best)
    facts = Facts(
        requester=requester_kind(organisation),
        kind=Kind(kind),
        channel=Channel(channel),
        serial=serial,
        device=device_facts(lines[0].device) if lines else None,
        contract=best,
        day=day,
        credit_minutes=credit.balance(payer) if kind == Kind.ASSISTANCE and payer is not None else 0,
        escalated=escalated,
    )
    answer = decide(facts)
    if answer.outcome is Outcome.TO_CHECK and organisation is not None:
        answer = replace(answer, provisional_level=best_level_held(organisation, day))
    return Judged(
        answer,
        lines[0].device if lines and answer.device else None,
        next(
            (line.contract for line in lines if answer.contract and line.contract_id == answer.contract.id),
            None,
        ),
    )


def _organisation_of(requester: Requester) -> Organisation | None:
    if isinstance(requester, Organisation):
        return requester
    person = User.objects.by_address(requester) if isinstance(requester, str) else requester
    return person.organisation if person is not None and person.is_active else None


def verdict_on(
    device: Device,
    contract: ContractFacts | None,
    organisation: Organisation,
    *,
    channel: Channel,
    day: date,
    kind: Kind = Kind.INCIDENT,
) -> Verdict:
    """The verdict for `organisation` on one of many devices, by the contract that answers for it: no query.

    Expects the device's product to be selected; `day` is the one in Paris. Not for assistance, which no device decides.
    """
    return decide(
        Facts(
            requester=requester_kind(organisation),
            kind=kind,
            channel=channel,
            serial=device.serial,
            device=device_facts(device),
            contract=contract,
            day=day,
        )
    )


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


def sees(organisation: Organisation, contract: Contract) -> bool:
    """Whether `organisation` may know of one contract: what `contracts_in_sight` says of many."""
    match organisation.kind:
        case Organisation.Kind.CENTRE:
            return True
        case Organisation.Kind.RESELLER:
            return contract.reseller_id == organisation.pk
        case Organisation.Kind.END_CUSTOMER:
            return contract.end_customer_id == organisation.pk
    return False


def lines_in_sight(organisation: Organisation) -> QuerySet[ContractLine]:
    """The lines that `organisation` may know of, ended ones included.

    A line that was withdrawn before it began never covered a day: it was a mistake, and tells nobody of the device.
    """
    lines = ContractLine.objects.filter(contracts_in_sight(organisation, "contract__"))
    return lines.exclude(covered__isempty=True)


def contracts_over(organisation: Organisation, devices: Iterable[Device]) -> dict[int, list[ContractFacts]]:
    """Of each device, by its key, the contracts that `organisation` may know of; one query for all of them."""
    lines = lines_in_sight(organisation).filter(device__in=devices)
    found: dict[int, list[ContractFacts]] = defaultdict(list)
    for line in lines.select_related("contract__level", "contract__reseller", "contract__end_customer"):
        found[line.device_id].append(contract_facts(line))
    return found


def fetch_lines_ahead(wanted: Mapping[Organisation, Iterable[str]]) -> dict[Organisation, set[str]]:
    """Read, in one query, the lines of the serials wanted for each organisation, for `judge` to find them in this run;
    return the serials that each may know of. Serials are normalised.
    """
    found: dict[Organisation, dict[str, list[ContractLine]]] = {
        organisation: {serial: [] for serial in serials} for organisation, serials in wanted.items()
    }
    lines = _whole(ContractLine.objects.filter(device__serial__in=set().union(*found.values())))
    for line in lines.exclude(covered__isempty=True):
        for organisation, by_serial in found.items():
            if line.device.serial in by_serial and sees(organisation, line.contract):
                by_serial[line.device.serial].append(line)
    for organisation, by_serial in found.items():
        for serial, held in by_serial.items():
            remembering.put(("lines", organisation.pk, serial), held)
    return {
        organisation: {serial for serial, held in by_serial.items() if held}
        for organisation, by_serial in found.items()
    }


def _lines(organisation: Organisation | None, serial: str) -> list[ContractLine]:
    if organisation is None or not serial:
        return []
    return remembering.known(
        ("lines", organisation.pk, serial),
        lambda: list(_whole(lines_in_sight(organisation).filter(device__serial=serial))),
    )


def _whole(lines: QuerySet[ContractLine]) -> QuerySet[ContractLine]:
    """Lines with all that facts are made of, in a stable order."""
    related = ("device__product", "contract__level", "contract__reseller", "contract__end_customer")
    return lines.select_related(*related).order_by("pk")


def _payer(
    organisation: Organisation | None, lines: Sequence[ContractLine], best: ContractFacts | None
) -> Organisation | None:
    """Whose PS credit counts: the requester's; for the centre's own people, that of the device's reseller.

    A device may have changed hands, and the centre sees all its lines: it is that of the contract that answers.
    """
    if organisation is None or organisation.kind != Organisation.Kind.CENTRE:
        return organisation
    return next((line.contract.reseller for line in lines if best and line.contract_id == best.id), None)


def best_level_held(organisation: Organisation, day: date) -> str:
    """The code of the best level that `organisation` holds on `day`; empty without any, and for the centre."""
    if organisation.kind == Organisation.Kind.CENTRE:
        return ""
    lines = lines_in_sight(organisation).filter(covered__contains=day)
    level = SupportLevel.objects.filter(contract__lines__in=lines).order_by("rank").first()
    return level.code if level is not None else ""


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
        starts_on=line.first_day,
        ends_on=line.last_day,
        reseller=contract.reseller.name,
        end_customer=contract.end_customer.name if contract.end_customer else "",
        withdrawn=line.last_day < contract.ends_on,
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

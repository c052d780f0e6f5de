"""Random worlds of a few organisations, machines and contracts around one day, and how they become rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import strategies as st

from accounts.models import Organisation, User
from contracts.coverage import Requester
from contracts.models import (
    Contract,
    ContractLine,
    CreditAccount,
    Device,
    Product,
    SupportLevel,
    Vendor,
)
from tests.contracts.charter_restated import (
    VERSIONS,
    Bought,
    Covered,
    Level,
    Machine,
    Model,
    Party,
    Question,
    days_of,
)
from tests.world import PARIS

# The clocks go back that night: the day in Paris is 25 hours long.
TODAY = date(2026, 10, 25)

PREMIUM = Level("premium", 1, ("web", "mail", "phone"), open_to_end_customers=True, remote_sessions=True)
STANDARD = Level("standard", 2, ("mail",), open_to_end_customers=False, remote_sessions=False)
# Levels are data: the charter's two, or as EXER might widen and add to them one day.
LEVELS = (
    (PREMIUM, STANDARD, STANDARD),
    (
        PREMIUM,
        Level("standard", 2, ("mail", "web"), open_to_end_customers=False, remote_sessions=True),
        Level("basic", 3, ("phone",), open_to_end_customers=True, remote_sessions=False),
    ),
)

_DAYS = st.sampled_from([TODAY + timedelta(days=days) for days in (0, -1, 1, -2, 2, -9, 9)])
_STARTS = st.sampled_from([TODAY + timedelta(days=days) for days in (-9, -9, -30, -30, -2, -1, 0, 1, 2)])
_MAYBE_A_DAY = st.none() | st.none() | st.none() | _DAYS
_LENGTHS = st.sampled_from([timedelta(days=days) for days in (30, 30, 30, 10, 2, 1, 0)])
_INSTANTS = st.sampled_from([time.min, time(2, 30), time(12, 0), time.max])
_ZONES = st.sampled_from([PARIS, ZoneInfo("UTC"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")])
NO_SUCH_SERIAL = "NOBODY-S"


@dataclass(frozen=True)
class Asked:
    """A question and how it is put: `asker` is what the party goes by, `at` an instant of the question's day."""

    question: Question
    asker: str
    at: datetime
    typed: str


@dataclass(frozen=True)
class RandomWorld:
    """What was drawn; a level may stand twice, to be met more often, and parties, machines and contracts alone."""

    levels: tuple[Level, ...]
    parties: tuple[Party, ...]
    machines: tuple[Machine, ...]
    bought: tuple[Bought, ...]
    lines: tuple[Covered, ...]
    asked: tuple[Asked, ...]


@st.composite
def worlds(draw: st.DrawFn, questions: int = 6) -> RandomWorld:
    """A world and so many questions; its lines are those that the database would let in."""
    levels = draw(st.sampled_from(LEVELS))
    resellers = [_party(draw, "reseller", place) for place in range(draw(st.integers(1, 3)))]
    holders = [_party(draw, "end_customer", place) for place in range(draw(st.integers(0, 3)))]
    models = [_model(draw, place) for place in range(draw(st.integers(1, 3)))]
    machines = [
        Machine(f"SN-{place}", draw(st.sampled_from(models)), draw(st.sampled_from(("", *VERSIONS))))
        for place in range(draw(st.integers(1, 3)))
    ]
    bought = [_bought(draw, place, levels, resellers, holders) for place in range(draw(st.integers(1, 6)))]
    lines: list[Covered] = []
    for _ in range(draw(st.integers(1, 8))):
        line = _line(draw, bought, machines)
        if all(may_stand_beside(line, other) for other in lines):
            lines.append(line)
    parties = (*resellers, *holders, Party("Centre", "centre"))
    asked = tuple(_asked(draw, parties, lines) for _ in range(questions))
    return RandomWorld(levels, parties, tuple(machines), tuple(bought), tuple(lines), asked)


def may_stand_beside(line: Covered, other: Covered) -> bool:
    """Whether the database lets both in: one open line a contract and device, one reseller a device and day."""
    if line.machine != other.machine:
        return True
    if line.bought == other.bought and line.withdrawn is None and other.withdrawn is None:
        return False
    return line.bought.reseller == other.bought.reseller or not set(days_of(line)) & set(days_of(other))


def _party(draw: st.DrawFn, kind: str, place: int) -> Party:
    return Party(f"{kind} {place}", kind, draw(st.sampled_from((0, 60))))


def _model(draw: st.DrawFn, place: int) -> Model:
    return Model(
        f"Model {place}",
        in_catalogue=draw(st.sampled_from((True,) * 5 + (False,))),
        end_of_support=draw(_MAYBE_A_DAY),
        oldest_version=draw(st.sampled_from(("", "", "", *VERSIONS))),
    )


def _bought(
    draw: st.DrawFn, place: int, levels: tuple[Level, ...], resellers: list[Party], holders: list[Party]
) -> Bought:
    first = draw(_STARTS)
    return Bought(
        f"C-{place}",
        draw(st.sampled_from(levels)),
        draw(st.sampled_from(resellers)),
        draw(st.sampled_from([*holders, None])),
        first,
        min(first + draw(_LENGTHS), TODAY + timedelta(days=35)),
    )


def _line(draw: st.DrawFn, bought: list[Bought], machines: list[Machine]) -> Covered:
    since, withdrawn = draw(_MAYBE_A_DAY), draw(_MAYBE_A_DAY)
    if since is not None and withdrawn is not None:
        since, withdrawn = sorted((since, withdrawn))
    return Covered(draw(st.sampled_from(bought)), draw(st.sampled_from(machines)), since, withdrawn)


def _asked(draw: st.DrawFn, parties: tuple[Party, ...], lines: list[Covered]) -> Asked:
    """Mostly what somebody concerned asks about a line; else anybody about anything."""
    line = draw(st.sampled_from(lines))
    concerned = (line.bought.reseller, line.bought.holder or line.bought.reseller)
    party = draw(st.sampled_from((*concerned * 4, *parties, None)))
    serial = draw(st.sampled_from((line.machine.serial,) * 8 + (NO_SUCH_SERIAL, "")))
    question = Question(
        party,
        serial,
        draw(st.sampled_from(("mail", "web", "phone"))),
        draw(st.sampled_from(("incident", "incident", "remote_session", "remote_session", "assistance"))),
        draw(_DAYS | st.just(TODAY)),
        escalated=party is not None and party.kind == "reseller" and draw(st.booleans()),
    )
    askers = ("person", "address", "organisation") if party else ("stranger", "inactive", "of nobody")
    typed = draw(st.sampled_from((serial, f" {serial[:2].lower()} {serial[2:]}\u00a0")))
    at = datetime.combine(question.day, draw(_INSTANTS), PARIS).astimezone(draw(_ZONES))
    return Asked(question, draw(st.sampled_from(askers)), at, typed)


class Rows:
    """The rows of a world, and who asks among them."""

    def __init__(self, drawn: RandomWorld) -> None:
        self._organisations = _rows_of_parties(drawn)
        self._people = _rows_of_people(self._organisations)
        _rows_of_contracts(drawn, self._organisations)

    def requester(self, asked: Asked) -> Requester:
        """Who asks, in the shape that `coverage.verdict` is asked in."""
        party = asked.question.party
        if asked.asker == "stranger":
            return "stranger@nowhere.example"
        if party is None:
            return self._people[asked.asker]
        match asked.asker:
            case "person":
                return self._people[party.name]
            case "address":
                return f" {self._people[party.name].email.upper()} "
        return self._organisations[party.name]


@contextmanager
def stored(drawn: RandomWorld) -> Iterator[Rows]:
    """The world as rows, rolled back behind."""
    with transaction.atomic():
        yield Rows(drawn)
        transaction.set_rollback(True)


def _rows_of_parties(drawn: RandomWorld) -> dict[str, Organisation]:
    rows = Organisation.objects.bulk_create(
        Organisation(name=party.name, kind=party.kind) for party in drawn.parties
    )
    organisations = {row.name: row for row in rows}
    CreditAccount.objects.bulk_create(
        CreditAccount(
            organisation=organisations[party.name],
            balance_minutes=party.credit,
            full_minutes=party.credit,
        )
        for party in drawn.parties
        if party.credit
    )
    return organisations


def _rows_of_people(organisations: dict[str, Organisation]) -> dict[str, User]:
    def person(name: str, organisation: Organisation | None, *, is_active: bool = True) -> User:
        email = f"{name.replace(' ', '-')}@worlds.example".lower()
        return User(
            email=email,
            full_name=name,
            organisation=organisation,
            role=User.Role.MEMBER if organisation else "",
            is_active=is_active,
        )

    rows = User.objects.bulk_create(
        [
            *(person(name, organisation) for name, organisation in organisations.items()),
            person("inactive", next(iter(organisations.values())), is_active=False),
            person("of nobody", None),
        ]
    )
    return {row.full_name: row for row in rows}


def _rows_of_levels(drawn: RandomWorld) -> None:
    SupportLevel.objects.bulk_create(
        [
            SupportLevel(
                code=level.code,
                name=level.code.title(),
                rank=level.rank,
                channels=list(level.channels),
                open_to_end_customers=level.open_to_end_customers,
                remote_sessions=level.remote_sessions,
            )
            for level in set(drawn.levels)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["rank", "channels", "open_to_end_customers", "remote_sessions"],
    )


def _rows_of_devices(drawn: RandomWorld) -> dict[str, Device]:
    """By their serials."""
    vendor = Vendor.objects.create(name="Maker of worlds")
    models = {machine.model.name: machine.model for machine in drawn.machines}
    products = {
        row.name: row
        for row in Product.objects.bulk_create(
            Product(
                vendor=vendor,
                name=model.name,
                in_catalogue=model.in_catalogue,
                end_of_support=model.end_of_support,
                oldest_supported_version=model.oldest_version,
            )
            for model in models.values()
        )
    }
    return {
        row.serial: row
        for row in Device.objects.bulk_create(
            Device(
                serial=machine.serial,
                product=products[machine.model.name],
                installed_version=machine.version,
            )
            for machine in drawn.machines
        )
    }


def _rows_of_contracts(drawn: RandomWorld, organisations: dict[str, Organisation]) -> None:
    _rows_of_levels(drawn)
    devices = _rows_of_devices(drawn)
    contracts = {
        row.number: row
        for row in Contract.objects.bulk_create(
            Contract(
                number=bought.number,
                level_id=bought.level.code,
                reseller=organisations[bought.reseller.name],
                end_customer=organisations[bought.holder.name] if bought.holder else None,
                starts_on=bought.first,
                ends_on=bought.last,
            )
            for bought in drawn.bought
        )
    }
    ContractLine.objects.bulk_create(
        ContractLine(
            contract=contracts[line.bought.number],
            device=devices[line.machine.serial],
            covered_from=line.since,
            withdrawn_on=line.withdrawn,
        )
        for line in drawn.lines
    )

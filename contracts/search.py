"""Finding a caller by whatever they give: a serial or a part of it, a company, a person, an address, a phone number.

Each kind has its own trigram index, and nothing is put in order before it is few: of a fragment that hundreds of
thousands of rows hold, `CANDIDATES` are looked at, whichever come first, and the reader types more
(docs/performance.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import PHONE_DIGITS, Organisation, User
from accounts.plain_text import plain
from contracts import coverage
from contracts.decision import best_contract
from contracts.models import Contract, ContractLine, Device, normalise_serial

# Rows of one kind that are shown, and those of a frequent fragment that are looked at.
SHOWN, CANDIDATES = 8, 200
# A trigram index knows three signs in a row at least; of a phone number, that many digits say nothing yet.
FEWEST_SIGNS, FEWEST_DIGITS = 3, 4
# So many signs that begin a serial are not the end of another by accident, and many signs are slow to look for inside.
NO_ACCIDENT = 6

_PHONE = re.compile(r"[(\s]*\+?[\d\s\u00a0\u202f./()-]+")
_BEFORE = re.compile(r"^(?:(?:\+|00)33)?0?")  # the country, and the zero that is dialled within it

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Group(Generic[Row]):
    """What was found of one kind, at most `SHOWN`; `more`: there are others."""

    rows: tuple[Row, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What words find. `too_short`: they hold too few signs to look for."""

    organisations: Group[Organisation] = Group()
    people: Group[User] = Group()
    devices: Group[Device] = Group()
    too_short: bool = False

    def __len__(self) -> int:
        return len(self.organisations.rows) + len(self.people.rows) + len(self.devices.rows)


def find(words: str) -> Found:
    """The customers, their people and the devices that `words` mean; four queries at most.

    Too few signs find only a customer of exactly that name.
    """
    words = words.strip()
    if len(_signs(words)) < FEWEST_SIGNS:
        named = _customers().alias(small=Lower("name")).filter(small=words.lower()) if words else None
        rows = tuple(named[:SHOWN]) if named is not None else ()
        return Found(Group(rows), too_short=True)
    return Found(_organisations(words), _people(words), _devices(words))


def contracts_of(devices: Sequence[Device], day: date) -> dict[int, Contract]:
    """The contract that answers for each device on `day`, in Paris, by the device's key: one query for all of them."""
    lines = ContractLine.objects.filter(device__in=devices).exclude(covered__isempty=True)
    by_device: dict[int, list[ContractLine]] = defaultdict(list)
    for line in lines.select_related(
        "contract__level", "contract__reseller", "contract__end_customer__reseller"
    ):
        by_device[line.device_id].append(line)
    answering = {}
    for device, found in by_device.items():
        best = best_contract([coverage.contract_facts(line) for line in found], day)
        assert best is not None  # one line at least
        answering[device] = next(line.contract for line in found if line.contract_id == best.id)
    return answering


def phone_core(words: str) -> str:
    """The digits of a phone number that every writing of it shares: "+33 3 62", "0033362" and "03.62" give "362".

    Empty when `words` are no phone number, or too few digits of one.
    """
    if not _PHONE.fullmatch(words):
        return ""
    bare = re.sub(r"[^\d+]", "", words)
    core = _BEFORE.sub("", bare).replace("+", "")[-PHONE_DIGITS:]
    return core if len(bare) >= FEWEST_DIGITS and len(core) >= FEWEST_SIGNS else ""


def _customers() -> QuerySet[Organisation]:
    return Organisation.objects.exclude(kind=Organisation.Kind.CENTRE).select_related("reseller")


def _organisations(words: str) -> Group[Organisation]:
    core = phone_core(words)
    sought = Q(phone_digits__contains=core) if core else _each_word("name", words) | Q(erp_code=words)
    return _first(_customers(), sought, ("name", "pk"))


def _people(words: str) -> Group[User]:
    """Active people of customers: whose account is closed asks for nothing."""
    core = phone_core(words)
    sought = (
        Q(phone_digits__contains=core) if core else _each_word("full_name", words) | Q(email__holds=words)
    )
    people = (
        User.objects.people()
        .filter(organisation__isnull=False)
        .exclude(organisation__kind=Organisation.Kind.CENTRE)
    )
    return _first(people.select_related("organisation__reseller"), sought, ("full_name", "pk"))


def _devices(words: str) -> Group[Device]:
    """The serials that begin so, that very one first, then those that hold it elsewhere."""
    serial = normalise_serial(words)
    devices = Device.objects.select_related("product")
    beginning = list(devices.filter(serial__startswith=serial).order_by("serial")[: SHOWN + 1])
    if len(beginning) > SHOWN or (beginning and len(serial) >= NO_ACCIDENT):
        return _group(beginning)
    holding = _first(devices, Q(serial__contains=serial), ("serial",))
    others = [device for device in holding.rows if device not in beginning]
    return _group([*beginning, *others], more=holding.more)


def _first(rows: QuerySet[Row], sought: Q, order: tuple[str, ...]) -> Group[Row]:
    """The first by `order` of the candidates, whose number bounds the work as long as they come unsorted: one query."""
    candidates = rows.model._default_manager.filter(sought).order_by().values("pk")[:CANDIDATES]
    return _group(rows.filter(pk__in=candidates).order_by(*order)[: SHOWN + 1])


def _group(rows: Iterable[Row], *, more: bool = False) -> Group[Row]:
    """Those that are shown; `rows` are more than that when there are others, unless `more` says so."""
    found = tuple(rows)
    return Group(found[:SHOWN], more or len(found) > SHOWN)


def _each_word(field: str, words: str) -> Q:
    """That `field` holds each of the words, in any order; all of them as one when no index knows any of them."""
    parts = words.split()
    if not any(len(_signs(part)) >= FEWEST_SIGNS for part in parts):
        parts = [words]
    condition = Q()
    for part in parts:
        condition &= Q(**{f"{field}__holds": part})
    return condition


def _signs(words: str) -> str:
    """The letters and digits of `words`, which alone make trigrams."""
    return "".join(sign for sign in plain(words) if sign.isalnum())

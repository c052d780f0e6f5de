"""What the words of a caller find, in lines to choose from: customers, their people, their devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation, User
from contracts import search
from contracts.models import Contract, Device, normalise_serial
from contracts.search import Found


@dataclass(frozen=True, slots=True)
class Line:
    """One thing found; without `url` it leads nowhere: no contract says whose the device is."""

    name: str
    about: str
    url: str
    is_serial: bool = False


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The lines of one kind under their title; `more`: others hold the words too."""

    title: str
    icon: str
    lines: tuple[Line, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose card is shown, and what led to it: a person or a serial."""

    organisation: Organisation
    person: User | None = None
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What the page says of `words`. `chosen`: they mean one thing only, whose card is shown at once."""

    words: str
    groups: tuple[LineGroup, ...] = ()
    too_short: bool = False
    chosen: Chosen | None = None

    @property
    def count(self) -> int:
        return sum(len(group.lines) for group in self.groups)

    @property
    def said(self) -> str:
        """What is read aloud when the answer arrives."""
        if self.too_short and not self.count:
            return _("Trois signes au moins.")
        if not self.count:
            return _("Rien ne répond à «\u00a0%s\u00a0».") % self.words
        return ngettext("%d résultat", "%d résultats", self.count) % self.count


def results(words: str, day: date) -> Results:
    """What `words` find on `day`, in Paris; six queries at most."""
    if not words:
        return Results(words)
    found = search.find(words)
    contracts = search.contracts_of(found.devices.rows, day) if found.devices.rows else {}
    groups = (
        LineGroup(
            _("Organisations"),
            "building-2",
            tuple(_organisation(each) for each in found.organisations.rows),
            found.organisations.more,
        ),
        LineGroup(
            _("Personnes"), "user", tuple(_person(each) for each in found.people.rows), found.people.more
        ),
        LineGroup(
            _("Matériels"),
            "server",
            tuple(_device(each, contracts.get(each.pk)) for each in found.devices.rows),
            found.devices.more,
        ),
    )
    shown = tuple(group for group in groups if group.lines)
    return Results(words, shown, found.too_short, _the_one(found, contracts, normalise_serial(words)))


def address(organisation: Organisation, **query: str | int) -> str:
    """The card of `organisation`."""
    page = reverse("console:phone_organisation", args=[organisation.pk])
    return f"{page}?{urlencode(query)}" if query else page


def holder(contract: Contract) -> Organisation:
    """Who has the device: the end customer, or the reseller that took the contract for itself."""
    return contract.end_customer or contract.reseller


def about(organisation: Organisation) -> str:
    """What an organisation is to the centre: "client final de Réseau Plus"."""
    if organisation.reseller is None:
        return str(organisation.get_kind_display())
    return _("client final de %s") % organisation.reseller


def _the_one(found: Found, contracts: Mapping[int, Contract], serial: str) -> Chosen | None:
    """What the words can only mean: the one thing found, or the device of that very serial."""
    device = found.devices.rows[0] if found.devices.rows else None
    if device is not None and (device.serial == serial or len(found) == 1) and device.pk in contracts:
        return Chosen(holder(contracts[device.pk]), serial=device.serial)
    if len(found) != 1 or device is not None:
        return None
    if found.organisations.rows:
        return Chosen(found.organisations.rows[0])
    [person] = found.people.rows
    assert person.organisation is not None  # find() gives people of customers
    return Chosen(person.organisation, person=person)


def _organisation(organisation: Organisation) -> Line:
    return Line(organisation.name, _joined(about(organisation), organisation.phone), address(organisation))


def _person(person: User) -> Line:
    assert person.organisation is not None  # find() gives people of customers
    known = _joined(str(person.organisation), person.email, person.phone)
    return Line(person.full_name or person.email, known, address(person.organisation, personne=person.pk))


def _device(device: Device, contract: Contract | None) -> Line:
    if contract is None:
        return Line(device.serial, _joined(str(device.product), _("aucun contrat")), "", is_serial=True)
    owner = holder(contract)
    known = _joined(str(device.product), str(owner), "" if owner == contract.reseller else about(owner))
    return Line(device.serial, known, address(owner, serial=device.serial), is_serial=True)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)

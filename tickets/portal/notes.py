"""The technical notes as customers read them: a list to search, and one note (CH-V.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import Device, Family, Product, normalise_serial
from knowledge import excerpts, finding, languages, rendering, searching
from knowledge.excerpts import Piece
from knowledge.languages import Said
from knowledge.models import Note
from knowledge.visibility import NoteQuerySet
from tickets.portal import devices

PAGE_SIZE = 20


class About(StrEnum):
    """What the notes of a list are about; the values are those of the address (?pour=)."""

    ALL = ""
    OWN = "mes-produits"
    FIREWALL = "pare-feu"
    SWITCH = "commutateurs"
    WIRELESS = "wifi"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    About.ALL: gettext_lazy("Tous les produits"),
    About.OWN: gettext_lazy("Mes produits sous contrat"),
    About.FIREWALL: gettext_lazy("Pare-feux"),
    About.SWITCH: gettext_lazy("Commutateurs"),
    About.WIRELESS: gettext_lazy("Wi-Fi"),
}
_FAMILIES = {
    About.FIREWALL: Family.FIREWALL,
    About.SWITCH: Family.SWITCH,
    About.WIRELESS: Family.WIRELESS,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One note in a list."""

    note: Note
    said: Said
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    concerns: str
    updated_on: date


@dataclass(frozen=True, slots=True)
class Sheet:
    """One note to read. `serial` is the device that an incident about it is opened for, empty when none is plain."""

    note: Note
    said: Said
    html: SafeString
    concerns: str
    versions: str
    published_on: date
    updated_on: date | None
    serial: str


def device_of(user: User, serial: str) -> Device | None:
    """The device of `serial`, as somebody typed it, if `user` may know of it."""
    serial = normalise_serial(serial)
    return devices.in_sight(user).filter(serial=serial).first() if serial else None


def chosen(user: User, about: About, device: Device | None, words: str, now: datetime) -> NoteQuerySet:
    """The notes that `user` may read about `device`, else about what was chosen, that hold `words`."""
    notes = finding.published(user)
    if device is not None:
        notes = notes.concerning(device.product)
    elif about is About.OWN:
        notes = finding.for_own(notes, user, now)
    elif about is not About.ALL:
        notes = finding.of_family(notes, _FAMILIES[about])
    return finding.found(notes, words)


def lines(notes: Iterable[Note], words: str) -> list[Line]:
    """One line a note, with the words that were looked for."""
    typed = searching.words_in(words)
    return [_line(note, typed) for note in notes]


def sheet(note: Note, user: User, device: Device | None) -> Sheet:
    """All of one note, for `user`, who came from `device` or from nowhere: one query at most."""
    said = languages.said(note)
    published = timezone.localdate(note.published_at) if note.published_at else timezone.localdate()
    updated = timezone.localdate(note.updated_at)
    return Sheet(
        note=note,
        said=said,
        html=rendering.html_of(said.text),
        concerns=concerns(note),
        versions=versions(note),
        published_on=published,
        updated_on=updated if updated > published else None,
        serial=device.serial if device is not None else _only_device(user, note),
    )


def concerns(note: Note) -> str:
    """The products and families of a note in words: « FortiGate 100F, tous les commutateurs »."""
    families = [str(_WHOLE[Family(family)]) for family in note.families if family in set(Family)]
    parts = [part for part in (note.product_names, *families) if part]
    return ", ".join(parts) if parts else _("tous les produits")


_WHOLE = {
    Family.FIREWALL: gettext_lazy("tous les pare-feux"),
    Family.SWITCH: gettext_lazy("tous les commutateurs"),
    Family.WIRELESS: gettext_lazy("toutes les bornes Wi-Fi"),
    Family.OTHER: gettext_lazy("les autres produits"),
}


def versions(note: Note) -> str:
    """The versions that a note is about, in words; empty when it is about all."""
    first, last = note.versions_from, note.versions_to
    if first and last:
        return first if first == last else _("de %(first)s à %(last)s") % {"first": first, "last": last}
    if first:
        return _("à partir de %(first)s") % {"first": first}
    return _("jusqu’à %(last)s") % {"last": last} if last else ""


def counts(user: User, shown: Iterable[Device]) -> dict[int, int]:
    """How many notes `user` may read about each device, by its key; two queries for all of them."""
    shown = list(shown)
    products: Collection[Product] = {device.product for device in shown}
    of_product = finding.counts(user, products)
    return {device.pk: of_product[device.product_id] for device in shown}


def _line(note: Note, typed: Collection[str]) -> Line:
    said = languages.said(note)
    return Line(
        note=note,
        said=said,
        title=excerpts.marked(said.title, typed),
        excerpt=excerpts.excerpt(rendering.words_of(said.text), typed),
        concerns=concerns(note),
        updated_on=timezone.localdate(note.updated_at),
    )


def _only_device(user: User, note: Note) -> str:
    """The serial of the one device of `user` that `note` names or whose family it names; empty when there are more."""
    named = Q(product__notes=note) | Q(product__family__in=note.families)
    found = devices.in_sight(user).filter(named).order_by().values_list("serial", flat=True).distinct()[:2]
    return found[0] if len(found) == 1 else ""
